// Generates schema/custom-resources.json. Run it after a change of tools/crds/go.mod, or of the kinds that the library
// makes. Needs Go.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
require('tsx/cjs');
const { customResources } = require('../test/support/custom-resources');

customResources().then((definitions) => {
  // One line for each kind.
  const lines = definitions.map((definition) => `    ${JSON.stringify(definition)}`).join(',\n');
  const file = path.join(__dirname, '..', 'schema', 'custom-resources.json');
  fs.writeFileSync(file, `{\n  "definitions": [\n${lines}\n  ]\n}\n`);
});
