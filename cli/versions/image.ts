/** The parts of the name of a container image. */
export interface Image {
  /** The name without registry, tag and digest: `oauth2-proxy/oauth2-proxy`. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/**
 * Take the name of an image apart, as container runtimes do: what stands before the first slash is a registry if it
 * contains a dot or a colon, or is `localhost`.
 */
export function imageOf(name: string): Image {
  const [beforeDigest, digest] = splitAt(name, name.indexOf('@'));
  const [whole, tag] = splitAt(beforeDigest, colonOfTag(beforeDigest));
  const [first, ...rest] = whole.split('/');
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first!) || first === 'localhost');
  return { repository: hasRegistry ? rest.join('/') : whole, tag, digest };
}

/** Whether an image is one of these, also in a mirror that puts something before their names. */
export const isOneOf = ({ repository }: Image, names: readonly string[]): boolean =>
  names.some((name) => repository === name || (name.includes('/') && repository.endsWith(`/${name}`)));

/** The colon before the tag: the last one, if no slash follows. Others belong to the port of the registry. */
function colonOfTag(name: string): number {
  const colon = name.lastIndexOf(':');
  return colon > name.lastIndexOf('/') ? colon : -1;
}

const splitAt = (text: string, index: number): [string, string | undefined] =>
  index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
