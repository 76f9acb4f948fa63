import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { navigationOf } from '../../../hub/host/navigation.ts';

/** A host that does one thing after the other and tells of every change, as over a channel. */
function slowHost(hash = '/releases') {
  const listeners: ((hash: string) => void)[] = [];
  const later = <Value>(work: () => Value): Promise<Value> => setImmediate().then(work);
  const change = (next: string) => {
    hash = next;
    void later(() => listeners.forEach((listen) => listen(next)));
  };
  return {
    goBack: change,
    service: {
      getHash: () => later(() => hash),
      setHash: (next: string) => void later(() => change(next)),
      replaceHash: (next: string) => void later(() => change(next)),
      onHashChanged: (listen: (hash: string) => void) => void listeners.push(listen),
      setDocumentTitle: () => undefined,
    },
  };
}

describe('The address of the page around the hub', () => {
  const settle = async () => {
    for (let turn = 0; turn < 20; turn += 1) await setImmediate();
  };

  it('does not bring back what was typed a letter ago', async () => {
    const { service } = slowHost();
    const navigation = navigationOf(service);
    const heard: string[] = [];
    navigation.onHashChanged((hash) => heard.push(hash));
    let typed = '/releases?search=';
    for (const letter of 'parcel') {
      typed += letter;
      navigation.replaceHash(typed);
      await setImmediate();
    }
    await settle();
    assert.deepEqual(
      heard.filter((hash) => hash !== typed),
      [],
    );
  });

  it('is heard of when somebody goes back', async () => {
    const { service, goBack } = slowHost();
    const navigation = navigationOf(service);
    const heard: string[] = [];
    navigation.onHashChanged((hash) => heard.push(hash));
    navigation.pushHash('/approvals');
    await settle();
    goBack('/releases');
    await settle();
    assert.equal(heard.at(-1), '/releases');
  });
});
