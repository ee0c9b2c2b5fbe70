import { randomBytes } from 'node:crypto';
import { OF_NO_MEANING } from './cells';

const random = () => randomBytes(6).toString('hex');

/** The name of a file that nobody else asks for. */
export const freshName = () => `${OF_NO_MEANING}-${random()}`;

/** The same address with a query of its own: no cache has an answer to it yet, and what is kept of this one nobody else asks for. */
export const fresh = (url: string) => `${url}${url.includes('?') ? '&' : '?'}${OF_NO_MEANING}=${random()}`;
