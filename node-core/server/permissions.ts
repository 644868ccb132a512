import type {
  DeleteRangeRequest,
  PutRequest,
  RequestOp,
  TxnRequest,
} from '../../proto/generated/etcdserverpb.js';
import { emptyBytes } from '../../proto/wire.js';
import type { AuthStore } from '../auth/auth-store.js';
import type { Caller } from '../auth/types.js';
import type { Access } from '../auth/user-permissions.js';
import type { Lessor } from '../lease/types.js';

/**
 * Who may make which request of keys and leases. All checks throw AuthError, in etcd's order, which decides
 * which of several errors a client sees.
 */
export class Permissions {
  readonly #auth: AuthStore;
  readonly #lessor: Lessor;

  constructor(auth: AuthStore, lessor: Lessor) {
    this.#auth = auth;
    this.#lessor = lessor;
  }

  checkRange(
    caller: Caller,
    { key, rangeEnd }: { readonly key: Uint8Array; readonly rangeEnd: Uint8Array },
  ): void {
    this.#auth.requireAccess(caller, 'read', key, rangeEnd);
  }

  checkPut(caller: Caller, { key, lease, prevKv }: PutRequest): void {
    this.#auth.requireAccess(caller, 'write', key, emptyBytes);
    this.checkLeaseKeys(caller, 'write', lease);
    if (prevKv) {
      this.#auth.requireAccess(caller, 'read', key, emptyBytes);
    }
  }

  checkDeleteRange(caller: Caller, request: DeleteRangeRequest): void {
    this.#auth.requireAccess(caller, 'write', request.key, request.rangeEnd);
    if (request.prevKv) {
      this.checkRange(caller, request);
    }
  }

  /** Both branches and every compare count, whatever the transaction will do. */
  checkTxn(caller: Caller, request: TxnRequest): void {
    for (const compare of request.compare) {
      this.checkRange(caller, compare);
    }
    for (const operation of [...request.success, ...request.failure]) {
      this.#checkOperation(caller, operation);
    }
  }

  #checkOperation(caller: Caller, operation: RequestOp): void {
    if (operation.requestRange !== undefined) {
      this.checkRange(caller, operation.requestRange);
    } else if (operation.requestPut !== undefined) {
      this.checkPut(caller, operation.requestPut);
    } else if (operation.requestDeleteRange !== undefined) {
      this.checkDeleteRange(caller, operation.requestDeleteRange);
    } else if (operation.requestTxn !== undefined) {
      this.checkTxn(caller, operation.requestTxn);
    }
  }

  /**
   * A lease belongs to those who may do this to every key attached to it: who attaches one more key may
   * also have to revoke the lease.
   */
  checkLeaseKeys(caller: Caller, access: Access, lease: bigint): void {
    if (this.#auth.isRoot(caller)) {
      return;
    }
    for (const key of this.#lessor.keysOf(lease)) {
      this.#auth.requireAccess(caller, access, key, emptyBytes);
    }
  }
}
