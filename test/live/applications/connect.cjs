// Tries to open a TCP connection: exit code 0 when there is one, 1 when there is none.
const net = require('node:net');

const [host, port] = process.argv.slice(2);
net
  .connect({ host, port: Number(port), timeout: 3000 })
  .on('connect', () => process.exit(0))
  .on('timeout', () => process.exit(1))
  .on('error', () => process.exit(1));
