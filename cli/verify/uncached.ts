import { randomBytes } from 'node:crypto';
import { UNUSED_NAME } from './access-checks';

const random = () => randomBytes(6).toString('hex');

/** The name of a file that nobody else asks for. */
export const uniqueName = () => `${UNUSED_NAME}-${random()}`;

/** The same address with a query of its own: no cache has an answer to it yet, and what is kept of this one nobody else asks for. */
export const uncached = (url: string) => `${url}${url.includes('?') ? '&' : '?'}${UNUSED_NAME}=${random()}`;
