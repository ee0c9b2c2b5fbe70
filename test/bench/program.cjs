// A measured program in a separate process: `node program.cjs applications 1000 [FOLDER]`. Prints figures as
// JSON; keeps what it wrote if a folder is named.
const started = process.cpuUsage();
const { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const [, , kind, argument = '1', kept] = process.argv;
const size = Number(argument);
const library = path.join(__dirname, '../../build/lib');
const seconds = ({ user, system }) => (user + system) / 1e6;

/** The modules that every program of cdk8s and cdktf loads. */
function imported() {
  return {
    cdk8s: require('cdk8s'),
    plus: require('cdk8s-plus-27'),
    cdktf: require('cdktf'),
  };
}

/** The common parts of the programs below: two apps that write to a folder, and a realm. */
function setUp(folder) {
  const { cdk8s, cdktf } = imported();
  const sso = require(library);
  const kubernetes = new cdk8s.App({ outdir: path.join(folder, 'dist') });
  const terraform = new cdktf.App({ outdir: path.join(folder, 'cdktf.out') });
  const realm = (id = 'realm', name = 'platform') =>
    new sso.KeycloakRealm(new cdktf.TerraformStack(terraform, `identity-${id}`), id, {
      url: 'https://keycloak.example.com',
      realm: name,
    });
  const signOn = (id, identityProvider, host) =>
    new sso.MonitoringSso(new cdk8s.Chart(kubernetes, id, { namespace: id }), 'sso', {
      host,
      clientId: id,
      identityProvider,
      edge: sso.Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'] }),
      tls: sso.Tls.certManager({ issuer: 'letsencrypt' }),
      secrets: sso.Secrets.existing('monitoring-sso'),
    });
  const synth = () => {
    kubernetes.synth();
    terraform.synth();
  };
  return { sso, realm, signOn, synth };
}

const programs = {
  /** The bare import of the peer dependencies. */
  'import': () => void imported(),
  /** A program of a user, in a separate folder. */
  'file'(folder) {
    const file = path.resolve(argument);
    process.chdir(folder);
    require(file);
  },
  /** The objects and resources of a file, written only with cdk8s and cdktf. */
  'bare'(folder) {
    const { cdk8s, cdktf } = imported();
    const { objects, resources } = JSON.parse(readFileSync(argument, 'utf8'));
    const kubernetes = new cdk8s.App({ outdir: path.join(folder, 'dist') });
    const chart = new cdk8s.Chart(kubernetes, 'chart');
    for (const [index, object] of objects.entries()) new cdk8s.ApiObject(chart, `object-${index}`, object);
    const terraform = new cdktf.App({ outdir: path.join(folder, 'cdktf.out') });
    const stack = new cdktf.TerraformStack(terraform, 'identity');
    for (const { type, name, values } of resources) {
      const resource = new cdktf.TerraformResource(stack, name, { terraformResourceType: type });
      for (const [key, value] of Object.entries(values)) resource.addOverride(key, value);
    }
    kubernetes.synth();
    terraform.synth();
  },
  /** As many charts and objects as the sign-ons below, written only with cdk8s. */
  'bare-charts'(folder, count) {
    const { cdk8s } = imported();
    const app = new cdk8s.App({ outdir: path.join(folder, 'dist') });
    for (let index = 0; index < count; index += 1) {
      const chart = new cdk8s.Chart(app, `chart-${index}`, { namespace: `chart-${index}` });
      for (let object = 0; object < 22; object += 1) {
        const metadata = { name: `object-${object}` };
        new cdk8s.ApiObject(chart, `object-${object}`, {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata,
          data: { a: 'b' },
        });
      }
    }
    app.synth();
  },
  /** Many applications of one sign-on, each read by one of twenty groups. */
  'applications'(folder, count) {
    const { sso, realm, signOn, synth } = setUp(folder);
    const people = realm();
    const groups = Array.from({ length: 20 }, (_, index) => people.addGroup(`team-${index}`));
    const monitoring = signOn('monitoring', people, 'monitoring.example.com');
    for (let index = 0; index < count; index += 1) {
      const id = `app-${index}`;
      const application = sso.WebApplication.ofService(id, { port: 8080, podLabels: { app: id } });
      monitoring.protect(application, { id, path: `/${id}`, read: [groups[index % groups.length]] });
    }
    synth();
    monitoring.writeReport(path.join(folder, 'report'));
  },
  /** Many sign-ons of one program, each in its own chart, with the same realm. */
  'sign-ons'(folder, count) {
    const { sso, realm, signOn, synth } = setUp(folder);
    const people = realm();
    const developers = people.addGroup('developers');
    const all = Array.from({ length: count }, (_, index) => {
      const one = signOn(`sso-${index}`, people, `monitoring-${index}.example.com`);
      one.protect(sso.Prometheus.ofService('prometheus'), { path: '/prometheus', read: [developers] });
      return one;
    });
    synth();
    for (const [index, one] of all.entries()) one.writeReport(path.join(folder, 'report', String(index)));
  },
};

/** Number of objects in the manifests. */
function objectsIn(folder) {
  const files = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.k8s.yaml'));
  const count = (file) => readFileSync(path.join(folder, file), 'utf8').split(/^kind:/m).length - 1;
  return files.reduce((sum, file) => sum + count(file), 0);
}

const folder = kept ?? mkdtempSync(path.join(os.tmpdir(), 'bench-'));
mkdirSync(folder, { recursive: true });
try {
  programs[kind](folder, size);
  const cpu = seconds(process.cpuUsage(started));
  const figures = { cpu, megabytes: process.resourceUsage().maxRSS / 1024, objects: objectsIn(folder) };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
} finally {
  process.chdir(__dirname);
  if (kept === undefined) rmSync(folder, { recursive: true, force: true });
}
