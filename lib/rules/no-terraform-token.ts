import { Problem } from '../errors';

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
          fix: 'hand over a name that you choose yourself, and give it to both sides',
        },
      ];
}
