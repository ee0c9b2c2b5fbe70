import { randomBytes } from 'node:crypto';
import { UNUSED_NAME } from './access-checks';

const random = () => randomBytes(6).toString('hex');

/** A unique file name that no other request uses. */
export const uniqueName = () => `${UNUSED_NAME}-${random()}`;

/** Add a unique query to an address, so that no cache has an answer for it and no other request reuses it. */
export const uncached = (url: string) => `${url}${url.includes('?') ? '&' : '?'}${UNUSED_NAME}=${random()}`;
