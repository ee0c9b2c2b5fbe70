import * as path from 'node:path';
import { App, Aspects, IAspect, LocalBackend, TerraformResource, TerraformStack, Token } from 'cdktf';
import { Construct, IConstruct } from 'constructs';
import { refuse } from '../errors';
import { KeycloakProvider } from '../provider-keycloak/provider';
import { VERSIONS } from '../versions';

/** The property of a stack that holds the version of the provider that it asks for. */
const CONSTRAINT = Symbol('provider version');

/** The Terraform stack that the scope belongs to. */
export function stackOf(scope: Construct): TerraformStack {
  const found = scope.node.scopes.find((parent) => TerraformStack.isStack(parent));
  if (!found) {
    refuse({
      path: scope.node.path || '/',
      what: 'a Keycloak realm needs a place in a Terraform stack',
      got: scope.constructor.name,
      allowed: 'a TerraformStack, or a construct below one',
      fix: "write new KeycloakRealm(new TerraformStack(terraform, 'identity'), …)",
    });
  }
  return found as TerraformStack;
}

/**
 * The stack's Keycloak provider, made at the first call. Credentials come from the environment alone
 * (KEYCLOAK_CLIENT_ID, KEYCLOAK_CLIENT_SECRET and the others of the provider's documentation), so no plan and no
 * program holds them.
 */
export function providerOf(
  stack: TerraformStack,
  url: string,
  versionConstraint: string | undefined,
): KeycloakProvider {
  const providers = stack.node.findAll().filter((node): node is KeycloakProvider => node instanceof KeycloakProvider);
  // The generator pins the exact version of its schema; a range lets users take fixes.
  const [major] = VERSIONS.keycloakProvider.split('.');
  const wanted = versionConstraint ?? `>= ${VERSIONS.keycloakProvider}, < ${Number(major) + 1}.0.0`;
  const before = (stack as TerraformStack & { [CONSTRAINT]?: string })[CONSTRAINT];
  if (before !== undefined && before !== wanted) {
    refuse({
      path: stack.node.path,
      what: 'two realms of one stack ask for different versions of the provider',
      got: wanted,
      allowed: before,
      fix: 'give both the same providerVersion',
    });
  }
  if (before === undefined) {
    Object.defineProperty(stack, CONSTRAINT, { value: wanted });
    stack.addOverride('terraform.required_providers.keycloak.version', wanted);
    stack.addOverride('terraform.required_version', '>= 1.11.0'); // write-only arguments and ephemeral variables
    Aspects.of(stack).add(new RelativeLocalState());
  }

  const existing = providers.find((provider) => provider.url === url);
  if (existing) {
    const { clientSecretInput, passwordInput, accessTokenInput, tlsInsecureSkipVerifyInput } = existing;
    if (
      [clientSecretInput, passwordInput, accessTokenInput].some(
        (value) => value !== undefined && !Token.isUnresolved(value),
      )
    ) {
      refuse({
        path: existing.node.path,
        what: 'credentials of the provider stand in the program',
        allowed: 'the environment, such as KEYCLOAK_CLIENT_SECRET',
        fix: 'remove them from the program',
      });
    }
    if (tlsInsecureSkipVerifyInput) {
      refuse({
        path: existing.node.path,
        what: 'the provider does not verify whom it sends its credentials to',
        got: tlsInsecureSkipVerifyInput,
        allowed: 'false',
        fix: 'give the provider the certificate authority, as rootCaCertificate',
      });
    }
    return existing;
  }
  return new KeycloakProvider(stack, providers.length === 0 ? 'keycloak' : `keycloak-${providers.length}`, {
    url,
    alias: providers.length === 0 ? undefined : `keycloak_${providers.length}`,
  });
}

/**
 * cdktf writes the state of a stack without a backend beside the program, by an absolute path. The same place by a
 * relative path keeps the output equal on every machine.
 */
class RelativeLocalState implements IAspect {
  public visit(node: IConstruct): void {
    if (!(node instanceof LocalBackend)) return;
    const stack = TerraformStack.of(node);
    const state = path.join(process.cwd(), `terraform.${stack.node.id}.tfstate`);
    const configured = (node as any).props?.path; // what the user gave stays as it is
    if (configured !== undefined && configured !== state) return;
    const app = App.isApp(stack.node.root) ? (stack.node.root as App) : undefined;
    const directory = path.resolve(app?.outdir ?? 'cdktf.out', 'stacks', stack.node.id);
    node.addOverride('path', path.relative(directory, state));
  }
}

/** Terraform must not remove what people sign in with because a line was deleted. */
export function protectFromDestruction(resource: TerraformResource): void {
  resource.addOverride('lifecycle.prevent_destroy', true);
}
