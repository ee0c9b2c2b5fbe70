import { Credential } from './target';

/** What is written down is shown to others: no session stands in it, nor a part of one that is long enough to be of use. */
export function withoutSecrets(text: string, credentials: readonly Credential[]): string {
  const values = credentials.flatMap(({ headers }) => Object.values(headers).flatMap((value) => value.split(/; */)).map((value) => value.replace(/^([^=\s]+=|Bearer )/, '')));
  const forms = values.flatMap((value) => [value, encodeURIComponent(value), encodeURIComponent(value).replace(/%../g, (escape) => escape.toLowerCase()), ...value.match(/[\w-]{16,}/g) ?? []]);
  return forms.filter((form) => form.length >= 16).sort((a, b) => b.length - a.length).reduce((rest, secret) => rest.split(secret).join('(secret)'), text);
}
