import { Construct } from 'constructs';
import { guardCluster } from './guards';
import { placeOf } from './place';
import { ISignOnScope } from './sign-on-scope';
import { checkNew } from '../api-types/checked-calls';
import { GuardOptions } from '../edge/guard-options';
import { refuse } from '../errors';

/**
 * Admission policies that keep other namespaces of a cluster from the hosts and the pods of a sign-on. Create one for
 * each `SignOnDomain`; `MonitoringSso` and `addCluster()` create their own.
 *
 * The policies name the hosts and Services of all applications that the program protects. They need Kubernetes 1.30 and
 * the right to create cluster-wide policies. `guardHosts: false` and `guardBackends: false` say that there are none.
 *
 * @example
 *
 * const signOn = new SignOnDomain(chart, 'sign-on', props);
 * new HostGuard(signOn, 'guard', { trustedNamespaces: ['cert-manager'] });
 */
export class HostGuard extends Construct {
  /**
   * @param scope the sign-on whose hosts are guarded
   * @param id id of the construct
   * @param props what is guarded, and which namespaces are trusted
   */
  constructor(scope: ISignOnScope, id: string, props: GuardOptions = {}) {
    checkNew('HostGuard', scope, id, props);
    const { domain, cluster } = placeOf(scope, 'HostGuard');
    if (domain.guarded.has(cluster)) {
      refuse({
        path: domain.path,
        what: 'the hosts have a guard already',
        got: id,
        allowed: 'one HostGuard for each cluster; MonitoringSso and addCluster() create one',
        fix: 'remove it, and give its props to the first one',
      });
    }
    super(scope as Construct, id);
    guardCluster(this, domain, cluster, props);
  }
}
