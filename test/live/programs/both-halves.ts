import path from 'node:path';
import { App, Duration } from 'cdk8s';
import { App as TerraformApp, LocalBackend, TerraformStack } from 'cdktf';
import { ExistingKeycloakRealm } from '../../../lib';
import { keycloakUrl } from '../identity/keycloak';

/** Synthesizes manifests and Terraform JSON of a program into its output folder. */
export function synthesizeBoth<T>(output: string, define: (kubernetes: App, stack: TerraformStack) => T): T {
  const kubernetes = new App({ outdir: path.join(output, 'dist') });
  const terraform = new TerraformApp({ outdir: path.join(output, 'cdktf.out') });
  const stack = new TerraformStack(terraform, 'identity');
  new LocalBackend(stack, { path: 'terraform.tfstate' });
  const made = define(kubernetes, stack);
  kubernetes.synth();
  terraform.synth();
  return made;
}

/** The realm of the quickstart, for programs that do not manage it. */
export const platformRealm = (stack: TerraformStack) =>
  new ExistingKeycloakRealm(stack, 'realm', {
    url: keycloakUrl,
    realm: 'platform',
    accessTokenLifespan: Duration.minutes(2),
    sessionIdle: Duration.hours(1),
    sessionMax: Duration.hours(8),
  });
