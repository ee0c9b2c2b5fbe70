// Parts of expressions in CEL (https://kubernetes.io/docs/reference/using-api/cel/).

/** A list of texts. */
export const celList = (values: readonly string[]): string => `[${values.map((value) => `'${value}'`).join(', ')}]`;

/** A map from texts to lists of texts. */
export const celMap = (entries: ReadonlyMap<string, readonly string[]>): string =>
  `{${[...entries].map(([key, values]) => `'${key}': ${celList(values)}`).join(', ')}}`;

/** A list is absent, or each of its items meets a condition. */
export const each = (list: string, item: string, condition: string): string =>
  `!has(${list}) || ${list}.all(${item}, ${condition})`;

/** A field is absent, or meets a condition. */
export const ifThere = (field: string, condition: string): string => `!has(${field}) || ${condition}`;

/** An annotation is absent, or its value meets a condition. */
export const annotation = (key: string, condition: (value: string) => string): string =>
  `!has(object.metadata.annotations) || !('${key}' in object.metadata.annotations) ` +
  `|| ${condition(`object.metadata.annotations['${key}']`)}`;

/**
 * The same for an annotation that its reader finds in any case. The pattern folds letters as Go does, so it also finds
 * those that are only equal to a letter of the key in another case.
 */
export const annotationInAnyCase = (key: string, condition: (value: string) => string): string =>
  `!has(object.metadata.annotations) || object.metadata.annotations.all(key, !${isInAnyCase('key', key)} ` +
  `|| ${condition('object.metadata.annotations[key]')})`;

/** A text is another one, or begins with it, in any case. */
export const isInAnyCase = (text: string, other: string, end: '$' | '' = '$'): string =>
  `${text}.matches(r'(?i)^${other.replace(/\./g, '[.]')}${end}')`;

/** At least one of these conditions holds. */
export const anyOf = (...conditions: string[]): string => `(${conditions.join(' || ')})`;
