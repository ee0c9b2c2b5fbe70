import { FORWARDED_HEADERS } from './forwarded-headers';
import { Attack } from '../attack';

/** What can be tried from outside, with or without somebody's session: every attack of every family. */
export const ATTACKS: readonly Attack[] = [
  ...FORWARDED_HEADERS,
];
