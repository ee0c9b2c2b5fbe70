import * as fs from 'node:fs';
import * as path from 'node:path';
import { expect, test } from '@jest/globals';
import * as cdk8s from 'cdk8s';
import * as cdktf from 'cdktf';
import * as ts from 'typescript';
import * as library from '../lib';
import { Program, prometheusProgram } from './support/program';

const text = fs.readFileSync(path.join(__dirname, '../docs/escape-hatches.md'), 'utf8');

/** The functions of an example in the document. Types are checked apart from this. */
function exportsOf(name: string): Record<string, (...given: unknown[]) => any> {
  const [, source] = new RegExp(`<!-- example: ${name} -->\n\`\`\`ts\n([^]*?)\`\`\``).exec(text)!;
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
  const modules: Record<string, unknown> = { cdk8s, cdktf, 'cdk8s-monitoring-sso': library };
  const exported: Record<string, never> = {};
  new Function('require', 'exports', outputText)((id: string) => modules[id], exported);
  return exported;
}

const changeOf = (name: string) => exportsOf(name).change;

test('the examples type-check', () => {
  const root = path.join(__dirname, '..');
  // Virtual files for the compiler, in a folder in which modules are resolved.
  const files = new Map(
    [...text.matchAll(/```ts\n([^]*?)```/g)].map(([, source], index) => [
      path.join(root, 'test', `escape-hatches-${index}.ts`),
      source,
    ]),
  );
  expect(files.size).toBe(3);
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    types: ['node'],
    paths: { 'cdk8s-monitoring-sso': [path.join(root, 'build/lib')] },
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => files.has(file) || fileExists(file);
  host.readFile = (file) => files.get(file) ?? readFile(file);
  host.getSourceFile = (file, language, ...rest) =>
    files.has(file)
      ? ts.createSourceFile(file, files.get(file)!, language)
      : getSourceFile.call(host, file, language, ...rest);
  const program = ts.createProgram([...files.keys()], options, host);
  const problems = ts.getPreEmitDiagnostics(program).filter(({ file }) => !file || files.has(file.fileName));
  expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))).toEqual([]);
});

test('the Kubernetes example makes the described changes', () => {
  const { program, sso } = prometheusProgram();
  changeOf('kubernetes')(sso);
  const manifests = program.manifests();
  expect(manifests.one('Deployment', 'proxy').spec.template.spec.hostUsers).toBe(false);
  expect(manifests.one('Deployment', 'redis').spec.template.spec.runtimeClassName).toBe('gvisor');
  const policies = manifests.ofKind('NetworkPolicy');
  expect(policies.length).toBeGreaterThan(2);
  for (const { metadata } of policies) expect(metadata.labels).toMatchObject({ team: 'platform' });
});

test('the Terraform example makes the described changes', () => {
  const { program } = prometheusProgram();
  changeOf('terraform')(program.realm);
  const { keycloak_openid_client: clients, keycloak_realm: realms } = program.tf().resource;
  expect(Object.values<any>(clients).map(({ description }) => description)).toEqual(['Sign-on of the platform team']);
  expect(Object.values<any>(realms).map((realm) => realm.display_name)).toEqual(['Platform']);
});

test('the example of parts serves an application', () => {
  const program = new Program();
  const edge = library.Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'] });
  const secret = (key: string) => ({ name: 'monitoring-sso', key });
  const client = new library.KeycloakClient(program.realm, 'monitoring', {
    redirectUris: ['https://monitoring.example.com/oauth2/callback'],
  });
  const proxy = new library.OAuth2Proxy(program.chart, 'proxy', {
    host: 'monitoring.example.com',
    relyingParty: client.relyingParty,
    clientSecret: secret('client-secret'),
    cookieSecret: secret('cookie-secret'),
    sessions: library.Sessions.cookie(),
    trustedProxies: edge.trustedProxies,
    allowFrom: edge.peers,
    requestIdHeader: edge.requestIdHeader,
  });
  const readers = [program.realm.addGroup('readers')];
  const application = exportsOf('parts').serve(program.chart, program.realm, edge, proxy, readers);
  expect(application.url).toBe('https://monitoring.example.com');
  expect(program.manifests().ofKind('ValidatingAdmissionPolicy')).toHaveLength(2);
});
