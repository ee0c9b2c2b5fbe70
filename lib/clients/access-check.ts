import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { authorityVolume } from './certificate-authority';
import { ServiceAccountToken } from './service-account-token';
import { checkNew } from '../api-types/checked-calls';
import { refuse } from '../errors';
import type { CertificateAuthority } from '../isolation/certificate-authority';
import { syntax } from '../syntax';
import { IMAGES } from '../versions';
import { checkWorkload, hardenedContainer, hardenedPod, kubeWorkload, WorkloadOptions } from '../workload/workload';

/** Options of an access check: the address, the service account and the expected status. */
export interface AccessCheckProps extends WorkloadOptions {
  /** Address of the GET request, for example `https://machines.example.com/prometheus/api/v1/query?query=up`. */
  readonly url: string;
  /** Name of the service account that sends the request, in the namespace of the chart. The grant names it. */
  readonly serviceAccountName: string;
  /** The token of the request. */
  readonly token: ServiceAccountToken;
  /**
   * Status of the response with which the check passes. With 403 the check passes for every token that is refused, also
   * for a token with another audience. To verify that a service account has no access, add a second check with the same
   * token and an address that is granted to the account.
   * @default 200
   */
  readonly expectStatus?: number;
  /**
   * Certificate authority of the called host, if it is private. The ConfigMap must be in the namespace of the chart.
   * @default - the certificate authorities of the image
   */
  readonly certificateAuthority?: CertificateAuthority;
}

const RUN_AS = { user: 65532, group: 65532 };

const CURL = [
  'curl --config - --silent --show-error --max-time 30 --proto =https',
  `--noproxy '*' $CA_OPTION --output /dev/null --write-out '%{http_code}' "$URL"`,
].join(' ');

const HINT_OF_A_REFUSAL =
  'no grant, or a token of another audience or issuer, or an expired token: see the log of the proxy';

/**
 * The script of the container. curl reads the token from its standard input, so that neither the process list nor a log
 * contains it. curl follows no redirects: a redirect means that the address is a route for people.
 */
const SCRIPT = `
token="$(cat "$TOKEN_FILE")" || exit 1
status="$(printf 'header = "Authorization: Bearer %s"\\n' "$token" |
  ${CURL})" || status="no answer"
case "$status" in
  "$EXPECTED") verdict=passed; hint= ;;
  401) verdict=failed; hint=' (no token arrived)' ;;
  403) verdict=failed; hint=' (${HINT_OF_A_REFUSAL})' ;;
  30?) verdict=failed; hint=' (this is an address for people: use the address for machines)' ;;
  *) verdict=failed; hint= ;;
esac
echo "$verdict: GET $URL as $NAME: status $status, expected $EXPECTED$hint"
[ "$verdict" = passed ]
`.trimStart();

/**
 * A Job that sends a request with a service account token to a protected application, and succeeds if the response has
 * the expected status. The exit code, the log and the termination message have the result. The Job runs the check at
 * most three times, and is removed after a day. A Job cannot be changed: delete it to run it again.
 *
 * `node.defaultChild` is the Job.
 */
export class AccessCheck extends Construct {
  /**
   * Creates the Job.
   * @param scope a chart, in the namespace of the service account
   * @param id id of the construct
   * @param props the address, the service account and the expected status
   */
  public constructor(scope: Construct, id: string, props: AccessCheckProps) {
    checkNew('AccessCheck', scope, id, props);
    super(scope, id);
    const path = this.node.path;
    checkWorkload(path, props);
    const url = checkUrl(path, props.url);
    const expected = props.expectStatus ?? 200;
    if (!Number.isInteger(expected) || expected < 200 || expected > 599) {
      refuse({
        path,
        what: 'expectStatus is not the status of an answer',
        got: expected,
        allowed: 'a whole number from 200 to 599',
        fix: 'correct expectStatus',
      });
    }
    const account = syntax.dnsSubdomain(path, 'serviceAccountName', props.serviceAccountName);
    const authority =
      props.certificateAuthority &&
      authorityVolume(path, props.certificateAuthority, 'ca', '/etc/access-check/ca', props.token);

    const job = k8s.KubeJob.manifest({
      spec: {
        backoffLimit: 2,
        activeDeadlineSeconds: 600,
        ttlSecondsAfterFinished: 24 * 3600,
        template: {
          metadata: {
            labels: { ...props.podLabels, 'app.kubernetes.io/name': 'access-check' },
            annotations: props.podAnnotations,
          },
          spec: {
            ...hardenedPod(path, props, RUN_AS),
            serviceAccountName: account,
            restartPolicy: 'Never', // the log of each attempt is kept
            containers: [
              {
                ...hardenedContainer(path, {
                  ...props,
                  cpuRequest: props.cpuRequest ?? '10m',
                  memory: props.memory ?? '32Mi',
                }),
                name: 'access-check',
                image: props.image ?? IMAGES.curl,
                command: ['sh', '-c', SCRIPT],
                terminationMessagePolicy: 'FallbackToLogsOnError',
                env: [
                  { name: 'URL', value: url },
                  { name: 'NAME', value: account },
                  { name: 'EXPECTED', value: String(expected) },
                  { name: 'TOKEN_FILE', value: props.token.path },
                  ...(authority ? [{ name: 'CA_OPTION', value: `--cacert ${authority.file}` }] : []),
                ],
                volumeMounts: [
                  props.token.volumeMount,
                  ...(authority ? [authority.volumeMount] : []),
                ] as k8s.VolumeMount[],
              },
            ],
            volumes: [props.token.volume, ...(authority ? [authority.volume] : [])] as k8s.Volume[],
          },
        },
      },
    });
    this.node.defaultChild = kubeWorkload(this, 'job', job);
  }
}

/** Checks an address with path and query, which `syntax.httpsUrl` does not allow. */
function checkUrl(path: string, url: string): string {
  if (typeof url !== 'string' || /[^\x21-\x7e]|[\\"'`{}[\]$]/.test(url) || !URL.canParse(url)) {
    refuse({
      path,
      what: 'url is not an address',
      got: url,
      allowed: 'https://host/path?query in ASCII, without quotation marks, braces, brackets, dollars and blanks',
      fix: 'percent-encode these characters',
    });
  }
  const { origin, hash, username, password } = new URL(url);
  syntax.httpsUrl(path, 'url', origin);
  if (hash !== '' || username !== '' || password !== '') {
    refuse({
      path,
      what: 'url has a fragment, a user or a password',
      got: url.replace(/\/\/.*@/, '//…@'),
      allowed: 'https://host/path?query',
      fix: 'leave it out',
    });
  }
  return url;
}
