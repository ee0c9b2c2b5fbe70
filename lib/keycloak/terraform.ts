import * as path from 'node:path';
import {
  App,
  Aspects,
  IAspect,
  LocalBackend,
  TerraformProvider,
  TerraformResource,
  TerraformStack,
  Token,
} from 'cdktf';
import { Construct, IConstruct } from 'constructs';
import { Problem, refuse } from '../errors';
import { KeycloakProvider } from '../provider-keycloak/provider';
import { VERSIONS } from '../versions';

/** The property of a stack that holds its version constraint of the provider. */
const CONSTRAINT = Symbol('provider version');

/** The Terraform stack that the scope belongs to. */
export function stackOf(scope: Construct): TerraformStack {
  const found = scope.node.scopes.find((parent) => TerraformStack.isStack(parent));
  if (!found) {
    refuse({
      path: scope.node.path || '/',
      what: 'a Keycloak realm belongs to a Terraform stack',
      got: scope.constructor.name,
      allowed: 'a TerraformStack, or a construct below one',
      fix: "write new KeycloakRealm(new TerraformStack(terraform, 'identity'), …)",
    });
  }
  return found as TerraformStack;
}

/**
 * The Keycloak provider of a stack. The first call creates it. Its credentials come from environment variables
 * (KEYCLOAK_CLIENT_ID, KEYCLOAK_CLIENT_SECRET and the others of the documentation of the provider), so that neither a
 * plan nor a program contains them.
 */
export function providerOf(
  stack: TerraformStack,
  url: string,
  versionConstraint: string | undefined,
): KeycloakProvider {
  const providers = providersOf(stack);
  // The generated bindings require one exact version. A range lets users take fixes.
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
        what: 'the program contains credentials of the provider',
        allowed: 'the environment, such as KEYCLOAK_CLIENT_SECRET',
        fix: 'remove them from the program',
      });
    }
    if (tlsInsecureSkipVerifyInput) {
      refuse({
        path: existing.node.path,
        what: 'the provider does not verify the server to which it sends its credentials',
        got: tlsInsecureSkipVerifyInput,
        allowed: 'false',
        fix: 'give the provider the certificate authority, as rootCaCertificate',
      });
    }
    return existing;
  }
  if (providers.length === 0) return new KeycloakProvider(stack, 'keycloak', { url });
  const isTaken = (index: number) =>
    providers.some(({ alias }) => alias === `keycloak_${index}`) ||
    stack.node.tryFindChild(`keycloak-${index}`) !== undefined;
  let number = providers.length;
  while (isTaken(number)) number += 1;
  return new KeycloakProvider(stack, `keycloak-${number}`, { url, alias: `keycloak_${number}` });
}

/** The blocks of the Keycloak provider in a stack, of these bindings and of others. */
const providersOf = (stack: TerraformStack): KeycloakProvider[] =>
  stack.node
    .findAll()
    .filter((node) => TerraformProvider.isTerraformProvider(node) && node.terraformResourceType === 'keycloak')
    .map((node) => node as KeycloakProvider);

/** Blocks of the provider that Terraform refuses, because they have the same alias, or none. */
export function providerProblems(stack: TerraformStack): Problem[] {
  const paths = new Map<string | undefined, string[]>();
  for (const { alias, node } of providersOf(stack)) paths.set(alias, [...(paths.get(alias) ?? []), node.path]);
  return [...paths]
    .filter(([, found]) => found.length > 1)
    .map(([alias, found]) => ({
      path: found[1]!,
      what:
        `the stack has two blocks of the provider keycloak with ${alias === undefined ? 'no alias' : 'one alias'}, ` +
        `and Terraform refuses them: ${found.join(', ')}`,
      got: alias,
      allowed: 'one block without an alias, and a different alias for each other block',
      fix:
        'create the provider before the realm, with the same url, so that the realm uses it; or give it an alias ' +
        "of its own: new KeycloakProvider(stack, 'mine', { url: '…', alias: 'mine' })",
    }));
}

/**
 * If a stack has no backend, cdktf writes the absolute path of the state to the output. A relative path to the same
 * file keeps the output equal on every machine.
 */
class RelativeLocalState implements IAspect {
  public visit(node: IConstruct): void {
    if (!(node instanceof LocalBackend)) return;
    const stack = TerraformStack.of(node);
    const state = path.join(process.cwd(), `terraform.${stack.node.id}.tfstate`);
    const configured = (node as any).props?.path; // a path that the user gave stays as it is
    if (configured !== undefined && configured !== state) return;
    const app = App.isApp(stack.node.root) ? (stack.node.root as App) : undefined;
    const directory = path.resolve(app?.outdir ?? 'cdktf.out', 'stacks', stack.node.id);
    node.addOverride('path', path.relative(directory, state));
  }
}

/** Lets Terraform refuse to destroy a resource because a line of the program was deleted. */
export function protectFromDestruction(resource: TerraformResource): void {
  resource.addOverride('lifecycle.prevent_destroy', true);
}
