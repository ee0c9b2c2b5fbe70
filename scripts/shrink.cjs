// Removes comments and whitespace from the compiled bindings. Their .d.ts files keep the documentation for editors.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { transformSync } = require('esbuild');

const folder = path.join(__dirname, '..', 'build', 'lib', 'provider-keycloak');
for (const name of fs.readdirSync(folder, { recursive: true })) {
  const file = path.join(folder, name);
  if (!file.endsWith('.js')) continue;
  const { code } = transformSync(fs.readFileSync(file, 'utf8'), { minifyWhitespace: true });
  fs.writeFileSync(file, code);
}
