import { TerraformStack, TerraformVariable } from 'cdktf';
import { Construct } from 'constructs';
import { refuse } from '../errors';

/**
 * The Terraform variable that a client's secret is given in, for every plan; neither plan nor state keeps it.
 * @returns a reference to it
 */
export function clientSecretVariable(scope: Construct, path: string, clientId: string, where: string): string {
  // Terraform's names start with a letter or an underscore.
  const name = `${clientId.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=[0-9])/, '_')}_client_secret`;
  if (
    TerraformStack.of(scope)
      .node.findAll()
      .some((node) => node instanceof TerraformVariable && node.friendlyUniqueId === name)
  ) {
    refuse({
      path,
      what: 'another client of the stack takes its secret from the same Terraform variable',
      got: `${clientId}: ${name}`,
      allowed: 'client ids that differ in letters and digits',
      fix: 'choose another client id',
    });
  }
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
