import type { ClientCertMatchers } from "azure-client-cert/testing";

declare global {
  namespace jest {
    interface Matchers<R> extends ClientCertMatchers<R> {}
  }
}
