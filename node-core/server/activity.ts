import type { OperationAnswer, ProposalAnswers, TxnAnswer } from './answers.js';
import { CompactionActivity } from './compaction-activity.js';
import { Histogram, leaseBoundsSeconds } from './histogram.js';
import { OutcomeDurations } from './outcome-durations.js';

/** What a member has done since it started, counted as etcd counts it. */
export class Activity {
  puts = 0;
  /** Keys and values of puts. */
  putBytes = 0;
  /** Requests, however many keys they delete. */
  deletes = 0;
  ranges = 0;
  /** Transactions of more than one operation. */
  txns = 0;
  leasesGranted = 0;
  leasesRenewed = 0;
  leasesRevoked = 0;
  leasesExpired = 0;
  walWriteBytes = 0;
  slowApplies = 0;
  /** Defragmentations under way. */
  defragmenting = 0;
  readonly leaseTtls: Histogram = new Histogram(leaseBoundsSeconds);
  readonly compaction: CompactionActivity;
  /** By the names of proposals. */
  readonly applyDurations = new OutcomeDurations();
  /** Of range requests, not of the ranges in transactions. */
  readonly rangeDurations = new OutcomeDurations();

  constructor(wallMs: () => number) {
    this.compaction = new CompactionActivity(wallMs);
  }

  /** An entry of the log was applied. */
  applied({ put, deleteRange, txn, leaseGrant, leaseRevoke }: Partial<ProposalAnswers>): void {
    this.puts += put === undefined ? 0 : 1;
    this.deletes += deleteRange === undefined ? 0 : 1;
    if (leaseGrant !== undefined) {
      this.leasesGranted += 1;
      this.leaseTtls.observe(leaseGrant.ttlSeconds);
    }
    this.leasesRevoked += leaseRevoke === undefined ? 0 : 1;
    if (txn !== undefined) {
      this.txnDone(txn);
    }
  }

  txnDone(txn: TxnAnswer): void {
    const operations = this.#operations(txn);
    this.txns += operations > 1 ? 1 : 0;
  }

  /** @returns how many there were */
  #operations({ responses }: TxnAnswer): number {
    return responses.reduce((total, response) => total + this.#operation(response), 0);
  }

  #operation(response: OperationAnswer): number {
    switch (response.kind) {
      case 'range':
        this.ranges += 1;
        return 1;
      case 'put':
        this.puts += 1;
        return 1;
      case 'delete-range':
        this.deletes += 1;
        return 1;
      case 'txn':
        return this.#operations(response.txn);
    }
  }
}
