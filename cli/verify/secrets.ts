import { Credential } from './target';

/** So many characters in a row of a session or token are of use to whoever reads them. */
const LENGTH = 16;

/** What is written down is shown to others: no session stands in it, nor a part of one, as an answer may quote one that was changed here and there. */
export function withoutSecrets(credentials: readonly Credential[]): (text: string) => string {
  const values = credentials.flatMap(({ headers }) =>
    Object.values(headers)
      .flatMap((value) => value.split(/; */))
      .map((value) => value.replace(/^([^=\s]+=|Bearer )/, '')),
  );
  const forms = values.flatMap((value) => [
    value,
    encodeURIComponent(value),
    encodeURIComponent(value).replace(/%../g, (escape) => escape.toLowerCase()),
  ]);
  const parts = new Set(
    forms.flatMap((form) =>
      Array.from({ length: Math.max(0, form.length - LENGTH + 1) }, (_, at) => form.slice(at, at + LENGTH)),
    ),
  );
  return (text) => {
    let [shown, hiddenTo] = ['', 0];
    for (let at = 0; at < text.length; at += 1) {
      if (parts.has(text.slice(at, at + LENGTH))) {
        if (at >= hiddenTo) shown += '(secret)';
        hiddenTo = at + LENGTH;
      }
      if (at >= hiddenTo) shown += text[at];
    }
    return shown;
  };
}
