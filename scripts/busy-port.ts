import net from 'node:net';

/** The first of the ports on which something listens already; 0 stands for any free one. */
export async function findBusyPort(ports: readonly number[]): Promise<number | undefined> {
  for (const port of ports.filter((one) => one !== 0)) if (await isBusy(port)) return port;
  return undefined;
}

const isBusy = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(true));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(false)));
  });
