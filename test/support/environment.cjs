// In jest, a test has a copy of `process`, whose listeners are never called. `atTheEnd` registers a function that
// stops programs of a test file. It is called when the file is done, or when the process ends before that.
'use strict';
const { TestEnvironment } = require('jest-environment-node');

const ends = new Set();
const endAll = () => {
  for (const end of ends) end();
  ends.clear();
};
process.prependListener('exit', endAll);
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
]) {
  process.prependListener(signal, () => process.exit(code));
}

module.exports = class extends TestEnvironment {
  constructor(...given) {
    super(...given);
    this.global.atTheEnd = (end) => ends.add(end);
  }

  async teardown() {
    endAll();
    await super.teardown();
  }
};
