import { addressesInAnnotations } from './addresses-in-annotations';
import { namesInAnnotations } from './names-in-annotations';
import { INGRESSES } from '../guards/demand';
import { ProductGuards } from '../guards/product-guards';

/** What ingress-nginx adds to the admission policies. */
export const GUARDS: ProductGuards = {
  ingressNames: namesInAnnotations,
  backends: [{ kinds: INGRESSES, demands: addressesInAnnotations }],
  // 10245 to 10247: inside its own pod the controller accepts the backends of all routes here, and returns the private
  // keys of all hosts.
  ownPorts: ['1024[5-7]'],
};
