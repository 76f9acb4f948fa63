import './hub.css';
import { createRoot } from 'react-dom/client';
import { connect, tellFailed, tellLoaded } from './host/connect.ts';
import { findRunId } from './host/find-run.ts';
import { createRest } from './host/rest.ts';
import { keepFocus } from './parts/keep-focus.ts';
import { RunResults } from './run-tab/run-results.tsx';

async function start(): Promise<void> {
  const host = await connect('slipway-hub');
  const run = await findRunId();
  const root = document.getElementById('root');
  if (root === null || run === undefined) throw new Error('This tab belongs on the page of a run.');
  keepFocus(root);
  createRoot(root).render(<RunResults host={host} rest={createRest(host)} run={run} />);
  await tellLoaded();
}

start().catch((error: unknown) => tellFailed(error));
