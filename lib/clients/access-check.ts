import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { authorityVolume } from './certificate-authority';
import { ServiceAccountToken } from './service-account-token';
import { refuse } from '../errors';
import type { CertificateAuthority } from '../isolation/certificate-authority';
import { syntax } from '../syntax';
import { IMAGES } from '../versions';
import { checkWorkload, hardenedContainer, hardenedPod, kubeWorkload, WorkloadOptions } from '../workload/workload';

/** Which application is called, by whom, and what the answer should be. */
export interface AccessCheckProps extends WorkloadOptions {
  /** Address that is asked for, by GET, for example `https://machines.example.com/prometheus/api/v1/query?query=up`. */
  readonly url: string;
  /** Name of the service account that calls: the one that the grant names, in the namespace of the chart. */
  readonly serviceAccountName: string;
  /** The token that it calls with. */
  readonly token: ServiceAccountToken;
  /**
   * Status with which the check passes. With 403 it passes for every token that is not let in, also for one of another
   * audience: to see that a service account is kept out, let another check with the same token pass at an address that
   * is granted to it.
   * @default 200
   */
  readonly expectStatus?: number;
  /**
   * Who signed the certificate of the called host, where it is not one that everybody trusts. The ConfigMap lies in the
   * namespace of the chart.
   * @default - the authorities in the image
   */
  readonly certificateAuthority?: CertificateAuthority;
}

const RUN_AS = { user: 65532, group: 65532 };

const CURL = [
  'curl --config - --silent --show-error --max-time 30 --proto =https',
  `--noproxy '*' $CA_OPTION --output /dev/null --write-out '%{http_code}' "$URL"`,
].join(' ');

const HINT_OF_A_REFUSAL =
  'not granted this, or the token is for another audience or issuer, or too old: the log of the proxy says which';

/**
 * What the container runs. The token goes to curl by its standard input, so that neither the list of processes nor a
 * log has it; redirects are not followed, since one means that the address is a route for people.
 */
const SCRIPT = `
token="$(cat "$TOKEN_FILE")" || exit 1
status="$(printf 'header = "Authorization: Bearer %s"\\n' "$token" |
  ${CURL})" || status="no answer"
case "$status" in
  "$EXPECTED") verdict=passed; hint= ;;
  401) verdict=failed; hint=' (no token arrived)' ;;
  403) verdict=failed; hint=' (${HINT_OF_A_REFUSAL})' ;;
  30?) verdict=failed; hint=' (the address is one for people: use that for machines)' ;;
  *) verdict=failed; hint= ;;
esac
echo "$verdict: GET $URL as $NAME: status $status, expected $EXPECTED$hint"
[ "$verdict" = passed ]
`.trimStart();

/**
 * A Job that calls a protected application with its service account token and passes if the answer has the expected
 * status: by its exit code, its log and its termination message. It does so once and again after failures, three times
 * in all, and is removed after a day. A Job cannot be changed: delete it to run it again.
 *
 * `node.defaultChild` is the Job.
 */
export class AccessCheck extends Construct {
  /**
   * Makes the Job.
   * @param scope a chart, in the namespace of the service account
   * @param id name of the construct
   * @param props whom to call, and as whom
   */
  public constructor(scope: Construct, id: string, props: AccessCheckProps) {
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
            restartPolicy: 'Never', // each try leaves its log
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

/** With path and query, which `syntax.httpsUrl` leaves to others. */
function checkUrl(path: string, url: string): string {
  if (typeof url !== 'string' || /[^\x21-\x7e]|[\\"'`{}[\]$]/.test(url) || !URL.canParse(url)) {
    refuse({
      path,
      what: 'url is not an address',
      got: url,
      allowed: 'https://host/path?query in ASCII, without quotation marks, braces, brackets, dollars and blanks',
      fix: 'encode those with %',
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
