import { Credential } from './target';

/** The shortest part of a session or token that is hidden, in characters. */
const LENGTH = 16;

/**
 * Return a function that hides sessions and tokens in a text. It also hides parts of them, since an answer can quote a
 * changed session.
 */
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
