// Required by mocha in each of its worker processes. Mocha ends a worker that has not ended within a second, and writing
// down what of all the code ran takes longer on a busy machine: what is being written is written to its end.
process.on('SIGTERM', () => undefined);
