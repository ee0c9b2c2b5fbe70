import { anyOf, celList, each, ifThere } from './cel';
import { Demand } from './demand';
import { namesIn, OWNED } from './names';
import { NamingKind } from './product-guards';

/** The setting of a record by which Cloudflare serves a name of a customer from the address of the record. */
const CUSTOM_HOSTNAME = 'cloudflare-custom-hostname';

/**
 * Annotations from which external-dns makes DNS records, without a check of who owns the name. Version 0.22 and newer
 * read the first three, older versions the next three. external-dns reads the last two for compatibility with other
 * tools.
 */
const RECORDS = [
  'external-dns.kubernetes.io/hostname',
  'external-dns.kubernetes.io/internal-hostname',
  `external-dns.kubernetes.io/${CUSTOM_HOSTNAME}`,
  'external-dns.alpha.kubernetes.io/hostname',
  'external-dns.alpha.kubernetes.io/internal-hostname',
  `external-dns.alpha.kubernetes.io/${CUSTOM_HOSTNAME}`,
  'dns.alpha.kubernetes.io/external',
  'dns.alpha.kubernetes.io/internal',
];
/** Annotations of Services that it reads in the modes `--compatibility=mate` and `--compatibility=molecule`. */
const OLD_RECORDS = ['zalando.org/dnsname', 'domainName'];

/**
 * Demand that none of these annotations has a name of the sign-on. external-dns removes all blanks from a list, and the
 * dot at the end of a name.
 * @param is whether a name belongs to the sign-on, in CEL
 */
export const records = (is: (name: string) => string, keys: readonly string[] = RECORDS): Demand[] => [
  {
    expression:
      `!has(object.metadata.annotations) || ${celList(keys)}.all(key, !(key in object.metadata.annotations) ` +
      `|| ${namesIn('object.metadata.annotations[key]', (name) => `!${is(name)}`)})`,
    message: `${keys.join(', ')}: write names in plain letters, and none that is not yours: ${OWNED}`,
  },
];

/** Services, whose annotations give a name an address without any route. */
export const SERVICE_RECORDS: NamingKind = {
  kinds: [{ apiGroup: '', resources: ['services'] }],
  controllers: true,
  demands: ({ isOfOthers, isAbove, provesOthers }) => [
    ...records((name) => anyOf(isOfOthers(name), provesOthers(name)), [...RECORDS, ...OLD_RECORDS]),
    // For a Service without an address, external-dns also makes names of the host name of each pod and this name.
    ...records((name) => `(has(object.spec.clusterIP) && object.spec.clusterIP == 'None' && ${isAbove(name)})`),
  ],
};

const ofEachRecord = (condition: string) =>
  `!has(object.spec) || ${each('object.spec.endpoints', 'record', condition)}`;

/** The resource of external-dns itself. */
export const DNS_ENDPOINT: NamingKind = {
  kinds: [{ apiGroup: 'externaldns.k8s.io', resources: ['dnsendpoints'] }],
  controllers: true,
  demands: ({ isOfOthers, isAbove, provesOthers }) => [
    {
      // No record has a name of the sign-on, or proves that its owner controls one.
      expression: ofEachRecord(
        ifThere(
          'record.dnsName',
          namesIn('record.dnsName', (name) => `!${anyOf(isOfOthers(name), provesOthers(name))}`),
        ),
      ),
      message: `endpoints.dnsName: ${OWNED}`,
    },
    {
      // No record delegates a zone that has a name of the sign-on.
      expression: ofEachRecord(
        "!has(record.recordType) || !(record.recordType.upperAscii() in ['NS', 'DNAME']) " +
          `|| (${ifThere(
            'record.dnsName',
            namesIn('record.dnsName', (name) => `!${isAbove(name)}`),
          )})`,
      ),
      message: `endpoints.dnsName: a zone cannot be delegated that has the name of a host: ${OWNED}`,
    },
    {
      expression: ofEachRecord(
        each(
          'record.providerSpecific',
          'setting',
          `!has(setting.name) || !setting.name.endsWith('${CUSTOM_HOSTNAME}') || (${ifThere(
            'setting.value',
            namesIn('setting.value', (name) => `!${isOfOthers(name)}`),
          )})`,
        ),
      ),
      message: `endpoints.providerSpecific, ${CUSTOM_HOSTNAME}: ${OWNED}`,
    },
  ],
};
