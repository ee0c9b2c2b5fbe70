import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterAll } from '@jest/globals';
import { App, Chart, Duration, Testing } from 'cdk8s';
import { App as TerraformApp, TerraformStack, Testing as TerraformTesting } from 'cdktf';
import {
  Alertmanager,
  Edge,
  KeycloakRealm,
  KeycloakRealmProps,
  MonitoringSso,
  MonitoringSsoProps,
  Prometheus,
  Secrets,
  Tls,
} from '../../lib';

/** The output folder of stacks. The working folder may contain the stack of a user. */
export const terraformOutput = path.join(mkdtempSync(path.join(tmpdir(), 'program-')), 'cdktf.out');
afterAll(() => rmSync(path.dirname(terraformOutput), { recursive: true, force: true }));

/** A Kubernetes object of a manifest. */
export type KubeObject = Record<string, any>;

export class Manifests {
  constructor(readonly objects: KubeObject[]) {}

  ofKind(kind: string): KubeObject[] {
    return this.objects.filter((object) => object.kind === kind);
  }

  /** The only object of the kind whose name contains the text. */
  one(kind: string, name = ''): KubeObject {
    const found = this.ofKind(kind).filter((object) => object.metadata.name.includes(name));
    if (found.length !== 1) {
      throw new Error(
        `${found.length} objects of kind ${kind} with ${JSON.stringify(name)} in their name: ${this.ofKind(kind)
          .map((object) => object.metadata.name)
          .join(', ')}`,
      );
    }
    return found[0];
  }

  /** The only Ingress that routes exactly this path. */
  routing(place: string, host?: string): KubeObject {
    const found = this.ofKind('Ingress').filter((ingress) =>
      ingress.spec.rules.some(
        (rule: KubeObject) =>
          (host === undefined || rule.host === host) &&
          rule.http.paths.some((entry: KubeObject) => entry.path === place),
      ),
    );
    if (found.length !== 1) throw new Error(`${found.length} Ingresses route ${place}`);
    return found[0];
  }
}

/** An annotation of ingress-nginx. */
export const annotation = (object: KubeObject, name: string): string | undefined =>
  object.metadata.annotations?.[`nginx.ingress.kubernetes.io/${name}`];

/** A minimal sign-on with a managed realm. Tests pass the props that they test. */
export class Program {
  readonly app = new App();
  readonly chart: Chart;
  readonly terraform = TerraformTesting.stubVersion(new TerraformApp({ stackTraces: false, outdir: terraformOutput }));
  readonly stack = new TerraformStack(this.terraform, 'identity');
  readonly realm: KeycloakRealm;

  constructor(realm: Partial<KeycloakRealmProps> = {}, namespace: string | undefined = 'monitoring') {
    this.chart = new Chart(this.app, 'chart', { namespace });
    this.realm = new KeycloakRealm(this.stack, 'realm', {
      url: 'https://keycloak.example.com',
      realm: 'platform',
      ...realm,
    });
  }

  sso(props: Partial<MonitoringSsoProps> = {}, id = 'sso'): MonitoringSso {
    return new MonitoringSso(this.chart, id, {
      host: 'monitoring.example.com',
      identityProvider: this.realm,
      edge: Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'] }),
      tls: Tls.certManager({ issuer: 'letsencrypt' }),
      secrets: Secrets.existing('monitoring-sso'),
      ...props,
    });
  }

  /** The objects of the chart, after validation as at synthesis. */
  manifests(): Manifests {
    return new Manifests(Testing.synth(this.chart));
  }

  /** The content of cdk.tf.json. */
  tf(): any {
    return JSON.parse(TerraformTesting.synth(this.stack, true));
  }

  /** The proxy's configuration file. */
  toml(): string {
    return this.manifests()
      .ofKind('ConfigMap')
      .find((object) => object.data['oauth2-proxy.cfg'])!.data['oauth2-proxy.cfg'];
  }
}

/** A program with Prometheus and a group that may read it. */
export function prometheusProgram(props: Partial<MonitoringSsoProps> = {}, realm: Partial<KeycloakRealmProps> = {}) {
  const program = new Program(realm);
  const developers = program.realm.addGroup('developers');
  const operators = program.realm.addGroup('operators');
  const sso = program.sso(props);
  sso.protect(Prometheus.ofService('prometheus-operated'), {
    path: '/prometheus',
    read: [developers],
    administer: [operators],
    administerByBrowser: true,
  });
  return { program, developers, operators, sso };
}

export const fiveSeconds = Duration.seconds(5);
export { Alertmanager, Prometheus };
