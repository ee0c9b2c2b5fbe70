import { GUARDS } from './guards';
import { EdgeAbilities } from '../edge-abilities';
import { EdgeProduct } from '../edge-product';
import { NOBODY } from '../nobody';

/**
 * What Traefik can do by its own resources. It refuses the paths that it does not decode; routes have numbers, by which
 * an exact path comes before a prefix; it takes routes without a host, certificates and defaults of every namespace.
 */
export const ABILITIES: EdgeAbilities = {
  distinguishesMethods: true,
  decodesPaths: true,
  exactBeforePrefix: true,
  verifiesDeciders: true,
  passesConnections: true,
  answersProgramsWith401: true,
  // A limit of bodies (Buffering) would keep a copy of each request and each answer, and end streams.
  routeOptions: [
    'readTimeout',
    'connectTimeout',
    'streamAnswers',
    'streamRequests',
    'sessionAffinity',
    'passGroups',
    'upstreamTls',
  ],
};

export const refusesClaimValue = (value: string): string | undefined =>
  /^[^,\s]+$/.test(value) && value !== NOBODY ? undefined : 'anything without commas and blanks';

export const TRAEFIK: EdgeProduct = {
  name: 'traefik',
  variants: [{ written: 'Edge.traefik()', ...ABILITIES, refusesClaimValue, anyNumberOfIdentities: true }],
  reportFiles: ['traefik.yaml', 'traefik.access-log.yaml'],
  reservedIds: ['closed', 'encoded-characters', 'method-overrides', 'tls-options', 'to-tls', 'without-groups'],
  // Otherwise it answers with the name of the status alone.
  errorPages: { notFound: ['^404 page not found$'] },
  guards: GUARDS,
};
