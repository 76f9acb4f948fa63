import './hub.css';
import { createRoot } from 'react-dom/client';
import { connect, tellFailed, tellLoaded } from './host/connect.ts';
import { createRest } from './host/rest.ts';
import { keepFocus } from './parts/keep-focus.ts';
import { Shell } from './shell.tsx';

async function start(): Promise<void> {
  const host = await connect('slipway-hub');
  const root = document.getElementById('root');
  if (root === null) throw new Error('The page has no root.');
  keepFocus(root);
  createRoot(root).render(<Shell host={host} rest={createRest(host)} start={await host.navigation.getHash()} />);
  await tellLoaded();
}

start().catch((error: unknown) => tellFailed(error));
