/** A program that a sign-on consists of or works with, and its lowest releases without a known advisory. */
export interface Component {
  /** The name in `--component` and in the outputs. */
  readonly id: string;
  readonly name: string;
  /** The ends of the names of its images, without registry: `valkey/valkey`. */
  readonly images?: readonly string[];
  /** How many numbers a release has. A tag with fewer moves from release to release. */
  readonly numbers: 2 | 3;
  /**
   * The lowest release without a known advisory of each release line (the first two numbers), in ascending order. Every
   * release after the last one counts as good; one of an older line that is not listed counts as below.
   * @default - none is known: every release counts as good
   */
  readonly lowest?: readonly string[];
  /** The advisories that `lowest` keeps out: the newest ones, not all of the program's history. */
  readonly advisories: readonly string[];
  /**
   * The release lines that an advisory is about, by its id.
   * @default - every line
   */
  readonly onlyIn?: Readonly<Record<string, readonly string[]>>;
  /** Where this was found. */
  readonly sources: readonly string[];
  /** The release that the tests of the library run, if they run it. */
  readonly tested?: string;
  /**
   * Why no release is good, if none is, and who maintains builds.
   * @default - it is maintained
   */
  readonly unmaintained?: { readonly because: string; readonly builds: readonly MaintainedBuild[] };
  /**
   * Why the table has no releases of it.
   * @default - it has
   */
  readonly notFollowed?: string;
  /** What an administrator has to know in addition. */
  readonly note?: string;
}

/** A build of a program that ended upstream. Others maintain it, with version numbers of their own. */
export interface MaintainedBuild {
  readonly name: string;
  readonly url: string;
  /** What its versions look like. */
  readonly version: RegExp;
}

/** The day on which advisories and releases were looked up. */
export const LOOKED_UP = '2026-11-30';

/** The components, in the order of the request's way. */
export const COMPONENTS: readonly Component[] = [
  {
    id: 'ingress-nginx',
    name: 'ingress-nginx',
    images: ['ingress-nginx/controller'],
    numbers: 3,
    advisories: ['CVE-2026-123007', 'CVE-2026-15176'],
    sources: [
      'https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/',
      'https://github.com/forkline/ingress-nginx/issues/238',
      'https://github.com/sighupio/module-ingress/pull/174',
      'https://github.com/rancher/rke2/pull/10461',
    ],
    tested: '1.15.1',
    unmaintained: {
      because: 'upstream has ended: its last release is 1.15.1, and the holes of nginx of 2026-11 stay open in it',
      builds: [
        { name: 'Chainguard', url: 'https://github.com/chainguard-forks/ingress-nginx', version: /-chainguard\b/ },
        { name: 'forkline', url: 'https://github.com/forkline/ingress-nginx', version: /^v?20\d\d\.\d+\.\d+/ },
        { name: 'RKE2 (Rancher)', url: 'https://github.com/rancher/rke2', version: /-(hardened|rke2)/ },
      ],
    },
    note: 'Use a maintained build, or Traefik, which serves the same Ingresses.',
  },
  {
    id: 'traefik',
    name: 'Traefik',
    images: ['library/traefik', 'traefik', 'traefik/traefik'],
    numbers: 3,
    lowest: ['3.7.13'],
    advisories: ['CVE-2026-88011', 'CVE-2026-88877', 'CVE-2026-88007', 'CVE-2026-85597', 'CVE-2026-85596'],
    sources: [
      'https://github.com/docker-library/official-images/pull/22206',
      'https://github.com/advisories/GHSA-rf44-j88r-hh8c',
      'https://github.com/advisories/GHSA-q42x-32f8-m4r5',
    ],
    tested: '3.7.15',
    note: 'Releases before 3.7.12 do not start with the values of the library (`aliasHeadersStrategy`).',
  },
  {
    id: 'oauth2-proxy',
    name: 'oauth2-proxy',
    images: ['oauth2-proxy/oauth2-proxy'],
    numbers: 3,
    lowest: ['7.15.5'],
    advisories: ['GHSA-63jm-59jj-478j', 'GHSA-wr5q-7wxw-x568', 'GHSA-hhqp-vx7f-5c6m'],
    sources: ['https://github.com/oauth2-proxy/oauth2-proxy/security/advisories'],
    tested: '7.15.6',
  },
  {
    id: 'valkey',
    name: 'Valkey',
    images: ['valkey/valkey'],
    numbers: 3,
    lowest: ['8.1.10', '9.1.2'],
    advisories: ['CVE-2026-56684', 'CVE-2026-63639', 'GHSA-jcj7-v34w-v9vv', 'GHSA-fq2f-crmw-q97r'],
    onlyIn: { 'GHSA-fq2f-crmw-q97r': ['9.0', '9.1'] },
    sources: [
      'https://github.com/valkey-io/valkey/releases/tag/8.1.9',
      'https://github.com/valkey-io/valkey/releases/tag/8.1.10',
      'https://github.com/valkey-io/valkey/releases/tag/9.1.2',
    ],
    note: 'The tests run the Redis of Debian in its place.',
  },
  {
    id: 'redis',
    name: 'Redis',
    images: ['library/redis', 'redis'],
    numbers: 3,
    lowest: ['6.2.24', '7.2.16', '7.4.11', '8.2.10', '8.6.7', '8.8.3', '8.10.2'],
    advisories: ['CVE-2026-23479', 'CVE-2026-25243', 'CVE-2026-25588', 'CVE-2026-25589', 'CVE-2026-23631'],
    sources: [
      'https://github.com/docker-library/official-images/pull/22312',
      'https://github.com/docker-library/official-images/pull/22078',
      'https://github.com/OT-CONTAINER-KIT/redis/issues/115',
    ],
    note: 'The security releases of 2026-07, 2026-08 and 2026-09 name more holes than these advisories.',
  },
  {
    id: 'keycloak',
    name: 'Keycloak',
    images: ['keycloak/keycloak'],
    numbers: 3,
    lowest: ['26.8.1'],
    advisories: ['CVE-2026-94218', 'CVE-2026-94000', 'CVE-2026-18963'],
    sources: [
      'https://github.com/keycloak/keycloak/issues/53070',
      'https://github.com/keycloak/keycloak/issues/53060',
      'https://github.com/codecentric/helm-charts/pull/923',
    ],
    tested: '26.7.4',
    note: 'The tests run 26.7.4, the newest one that their registry has. It is below the lowest release.',
  },
  {
    id: 'caddy',
    name: 'Caddy (the token sidecar)',
    images: ['library/caddy', 'caddy'],
    numbers: 3,
    lowest: ['2.11.4'],
    advisories: ['GHSA-wwhq-w58m-w29c', 'GHSA-gx7w-56w6-g48x', 'GHSA-x5w9-xh9r-mvfc'],
    sources: ['https://github.com/mholt/caddy-l4/pull/443', 'https://github.com/gominimal/pkgs/pull/175'],
    tested: '2.11.7',
    note: '2.11.3 fixed these; 2.11.4 closed four more alerts, whose ids were not found.',
  },
  {
    id: 'curl',
    name: 'curl (the access check)',
    images: ['curlimages/curl', 'curl/curl'],
    numbers: 3,
    lowest: ['8.22.0'],
    advisories: [
      'CVE-2026-13608',
      'CVE-2026-18924',
      'CVE-2026-19931',
      'CVE-2026-80229',
      'CVE-2026-80230',
      'CVE-2026-80231',
      'CVE-2026-80255',
      'CVE-2026-80256',
      'CVE-2026-82208',
      'CVE-2026-82209',
    ],
    sources: ['https://curl.se/ch/8.22.0.html', 'https://github.com/getsolus/packages/pull/10467'],
  },
  {
    id: 'karma',
    name: 'Karma',
    images: ['prymitive/karma'],
    numbers: 2,
    advisories: [],
    sources: ['https://github.com/prymitive/karma/releases'],
  },
  {
    id: 'prometheus',
    name: 'Prometheus',
    images: ['prometheus/prometheus', 'prom/prometheus'],
    numbers: 3,
    lowest: ['3.13.2'],
    advisories: ['CVE-2026-56852', 'GHSA-hrxh-6v49-42gf', 'CVE-2026-42154', 'CVE-2026-42151', 'CVE-2026-40179'],
    sources: [
      'https://github.com/prometheus/prometheus/releases/tag/v3.13.2',
      'https://github.com/prometheus/prometheus/releases/tag/v3.12.0',
      'https://github.com/prometheus/prometheus/releases/tag/v3.11.3',
    ],
    note: 'The first two are of libraries that it contains.',
  },
  {
    id: 'alertmanager',
    name: 'Alertmanager',
    images: ['prometheus/alertmanager', 'prom/alertmanager'],
    numbers: 3,
    lowest: ['0.25.1'],
    advisories: ['CVE-2023-40577'],
    sources: ['https://github.com/prometheus/alertmanager/pull/3488'],
  },
  {
    id: 'grafana',
    name: 'Grafana',
    images: ['grafana/grafana', 'grafana/grafana-oss', 'grafana/grafana-enterprise'],
    numbers: 3,
    lowest: ['12.4.11', '13.0.9', '13.1.6', '13.2.2'],
    advisories: ['CVE-2026-15815', 'CVE-2026-76154', 'CVE-2026-79656'],
    sources: ['https://github.com/grafana/grafana/releases/tag/v13.2.2'],
  },
  {
    id: 'opentofu',
    name: 'OpenTofu',
    numbers: 3,
    lowest: ['1.12.6'],
    advisories: ['GHSA-q7j3-v8qv-22vq', 'GHSA-vxp5-g6gx-r4j2', 'GHSA-22w5-2fxg-vrwx', 'GHSA-hw5x-4r37-72w7'],
    sources: [
      'https://github.com/opentofu/opentofu/releases/tag/v1.12.6',
      'https://github.com/stefanko-ch/Nexus-Stack/pull/877',
    ],
    tested: '1.12.6',
    note: 'The advisories are about modules, providers and registries of attackers. The series 1.11 has ended.',
  },
  {
    id: 'terraform',
    name: 'Terraform',
    numbers: 3,
    advisories: [],
    sources: ['https://discuss.hashicorp.com/c/security'],
  },
  {
    id: 'keycloak-provider',
    name: 'Terraform provider keycloak/keycloak',
    numbers: 3,
    advisories: [],
    sources: ['https://github.com/keycloak/terraform-provider-keycloak/releases'],
    tested: '5.9.0',
  },
  {
    id: 'kubernetes',
    name: 'Kubernetes',
    numbers: 3,
    advisories: [],
    sources: ['https://kubernetes.io/docs/reference/issues-security/official-cve-feed/'],
    tested: '1.36',
    notFollowed: 'the table does not follow its advisories; read the official feed',
  },
];

/** The address of an advisory. */
export const advisoryUrl = (id: string): string =>
  id.startsWith('CVE-') ? `https://nvd.nist.gov/vuln/detail/${id}` : `https://github.com/advisories/${id}`;
