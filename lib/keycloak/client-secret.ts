import { TerraformStack, TerraformVariable } from 'cdktf';
import { Construct } from 'constructs';
import { refuse } from '../errors';

/**
 * The name of the Terraform variable that holds the secret of a client.
 * @param scope a construct of the stack
 */
export function checkedSecretName(scope: Construct, path: string, clientId: string): string {
  // The names of Terraform start with a letter or an underscore.
  const name = `${clientId.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=[0-9])/, '_')}_client_secret`;
  const isTaken = TerraformStack.of(scope)
    .node.findAll()
    .some((node) => node instanceof TerraformVariable && node.friendlyUniqueId === name);
  if (isTaken) {
    refuse({
      path,
      what: 'another client of the stack takes its secret from the same Terraform variable',
      got: `${clientId}: ${name}`,
      allowed: 'client ids that differ in letters and digits',
      fix: 'choose another client id',
    });
  }
  return name;
}

/**
 * The Terraform variable that holds the secret of a client. Every plan needs it, and neither a plan nor the state
 * stores it.
 * @param scope scope of the variable
 * @param path path of the construct, for errors
 * @param clientId the client
 * @param where where the other copy of the secret is, in words
 * @returns a reference to the variable
 */
export function clientSecretVariable(scope: Construct, path: string, clientId: string, where: string): string {
  const name = checkedSecretName(scope, path, clientId);
  const variable = new TerraformVariable(scope, 'client-secret', {
    type: 'string',
    sensitive: true,
    nullable: false,
    description:
      `Client secret of ${clientId}, the same as in ${where}. Needed for every plan; kept by neither plan nor ` +
      'state.',
  });
  variable.overrideLogicalId(name);
  variable.addOverride('ephemeral', true);
  return `\${var.${name}}`;
}
