import type { IHostNavigationService } from 'azure-devops-extension-api';
import type { HostNavigation } from './hub-host.ts';

type HashService = Pick<
  IHostNavigationService,
  'getHash' | 'setHash' | 'replaceHash' | 'onHashChanged' | 'setDocumentTitle'
>;

/** The address of the page around this frame. */
export function navigationOf(service: HashService): HostNavigation {
  let changes = 0;
  return {
    getHash: () => service.getHash(),
    pushHash(hash) {
      changes += 1;
      service.setHash(hash);
    },
    replaceHash(hash) {
      changes += 1;
      service.replaceHash(hash);
    },
    onHashChanged(listen) {
      // The host tells of our own changes too, and late: what it tells may be what was typed a letter ago.
      const look = async () => {
        const before = changes;
        const hash = await service.getHash();
        if (before === changes) listen(hash);
      };
      service.onHashChanged(() => {
        look().catch(() => {
          // The page around this frame is gone.
        });
      });
    },
    setTitle: (title) => service.setDocumentTitle(title),
  };
}
