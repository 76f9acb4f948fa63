// Preloaded into a task under test: nothing reaches an agent behind a firewall, so a task that listens is wrong.
import { Socket } from 'node:dgram';
import { writeSync } from 'node:fs';
import { Server } from 'node:net';

const refuse = () => {
  // Also seen where the task catches the error.
  writeSync(2, 'LISTENED\n');
  throw new Error('A task opened a listening socket.');
};
Server.prototype.listen = refuse;
Socket.prototype.bind = refuse;
