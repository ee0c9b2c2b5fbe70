import { NOBODY } from '../nobody';

/** The values that the annotation `auth-url` can carry, if it cannot carry this one. */
export const refusedInAnnotation = (value: string): string | undefined =>
  /^[A-Za-z0-9._~/:-]+$/.test(value) && value !== NOBODY
    ? undefined
    : 'letters, digits and ". _ ~ / : -", as the annotation auth-url carries no encoding';
