// Writes lib/api-types/table.json from the jsii assembly: the types of all parameters and props of the public API. The
// library checks calls against it, for programs that no compiler has checked.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { gunzipSync } = require('node:zlib');

const root = path.join(__dirname, '..');
const assembly = JSON.parse(gunzipSync(fs.readFileSync(path.join(root, '.jsii.gz'))).toString('utf8'));
const own = (fqn) => fqn.replace(`${assembly.name}.`, '');

/** A type as the library reads it: a name, `{ array }`, `{ map }` or `{ union }`. */
function typeOf(reference) {
  if (reference.primitive) return reference.primitive;
  if (reference.fqn) return own(reference.fqn);
  if (reference.collection) return { [reference.collection.kind]: typeOf(reference.collection.elementtype) };
  return { union: reference.union.types.map(typeOf) };
}

const valueOf = ({ name, type, optional, variadic }) => ({
  name,
  type: typeOf(type),
  ...(optional ? { optional } : {}),
  ...(variadic ? { variadic } : {}),
});

const methodsOf = ({ methods = [] }, wanted) =>
  Object.fromEntries(
    methods
      .filter((method) => !method.protected && Boolean(method.static) === wanted)
      .map(({ name, parameters = [], returns }) => [
        name,
        { parameters: parameters.map(valueOf), ...(returns ? { returns: typeOf(returns.type) } : {}) },
      ]),
  );

function entryOf(type) {
  const bases = [type.base, ...(type.interfaces ?? [])].filter(Boolean).map(own);
  if (type.kind === 'enum') return { kind: 'enum', members: type.members.map(({ name }) => name) };
  const properties = (type.properties ?? []).filter((each) => !each.static && !each.protected).map(valueOf);
  if (type.datatype) return { kind: 'struct', bases, properties };
  return {
    kind: type.kind,
    bases,
    properties,
    methods: methodsOf(type, false),
    statics: methodsOf(type, true),
    ...(type.initializer && !type.initializer.protected && !type.abstract
      ? { create: (type.initializer.parameters ?? []).map(valueOf) }
      : {}),
  };
}

const table = Object.fromEntries(Object.values(assembly.types).map((type) => [type.name, entryOf(type)]));
fs.writeFileSync(path.join(root, 'lib/api-types/table.json'), JSON.stringify(table));
fs.mkdirSync(path.join(root, 'build/lib/api-types'), { recursive: true });
fs.copyFileSync(path.join(root, 'lib/api-types/table.json'), path.join(root, 'build/lib/api-types/table.json'));
