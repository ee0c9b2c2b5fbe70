import { Construct } from 'constructs';
import { ConfigurationError, Problem, refuse } from '../errors';

/** The manifests of a chart, when they are rendered, and what a program gives to a call. */
export const NO_TERRAFORM_TOKEN = {
  id: 'no-terraform-token',
  title: 'No manifest and no value of the program holds a value that only Terraform knows.',
};

/**
 * A value of Terraform is known only when Terraform runs; in a manifest it would be a meaningless text.
 * @param where what holds the values, for the message
 */
export function terraformTokens(path: string, where: string, value: unknown): Problem[] {
  const text = JSON.stringify(value) ?? '';
  const [token] = /\$\{(TfToken\[|[a-z_]+\.[^}]*\.)[^}]*\}?|#\{?TfToken/.exec(text) ?? [];
  return token === undefined
    ? []
    : [
        {
          path,
          what: `${where} holds a value that only Terraform knows`,
          got: token,
          allowed: 'values that are known when the program runs',
          fix: 'choose a name yourself, and give it to both sides',
        },
      ];
}

/**
 * Refuses a value of a program that holds a token of Terraform, or that is not plain data. Constructs are left out.
 * @param path path of the construct, for errors
 * @param value for example the props of a construct
 */
export function refuseTerraform(path: string, value: unknown): void {
  let plain: string;
  try {
    plain = JSON.stringify(value, (_key, item) => (item instanceof Construct ? undefined : item));
  } catch (error) {
    refuse({
      path,
      what: 'the program holds a value that is no plain data',
      got: String(error),
      allowed: 'strings, numbers, switches, lists and maps',
      fix: 'write the value itself',
    });
  }
  const [problem] = terraformTokens(path, 'the program', plain);
  if (problem) throw new ConfigurationError(problem);
}
