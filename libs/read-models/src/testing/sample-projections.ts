import type { ProjectedFact, Projection } from '../projection.js';
import type { CollectionSpec, Doc } from '../read-model-store.port.js';

/** A fact small enough to think about: `amount` was paid into `account`. */
export interface Payment extends ProjectedFact {
  readonly type: 'Paid' | 'Noted';
  readonly account: string;
  readonly amount: number;
  /** Unique; the same again when the fact was appended twice. */
  readonly paymentId: string;
}

/** Counts and sums per account, and remembers the order within each partition: any loss, double or swap shows. */
const BALANCES: Projection<Payment> = {
  name: 'balance',
  version: 1,
  collection: 'balance_v1',
  handles: ['Paid'],
  keys: ({ account }) => [account],
  apply: (doc, { amount, partition, generation, offset }) => ({
    ...doc,
    org: 'acme',
    count: numberOf(doc, 'count') + 1,
    sum: numberOf(doc, 'sum') + amount,
    [`last_${String(partition)}`]: `${generation}:${String(offset)}`,
    [`trail_${String(partition)}`]: (numberOf(doc, `trail_${String(partition)}`) * 31 + offset) % 1_000_003,
  }),
};

/** One document per payment, whatever the number of times that it was appended. */
const PAYMENTS: Projection<Payment> = {
  name: 'payment',
  version: 1,
  collection: 'payment_v1',
  handles: ['Paid', 'Noted'],
  keys: ({ paymentId }) => [paymentId],
  apply: (doc, { type, account, amount }) => {
    if (type === 'Noted') return doc === null ? null : { ...doc, noted: true };
    return doc ?? { org: 'acme', account, amount, noted: false };
  },
};

/** Who pays into an account, with the payment that was their first one. */
export const PAYERS: Projection<Payment> = {
  name: 'payer',
  version: 1,
  collection: 'payer_v1',
  handles: ['Paid'],
  keys: (payment) => [payerOf(payment)],
  apply: (doc, { account, paymentId }) => doc ?? { account, first: paymentId },
};

/** How many pay into an account: each is counted with their first payment, which their own document knows. */
export const PAYER_COUNTS: Projection<Payment> = {
  name: 'payer_count',
  version: 1,
  collection: 'payer_count_v1',
  handles: ['Paid'],
  keys: ({ account }) => [account],
  after: PAYERS.collection,
  apply: (doc, payment, _id, before) => {
    const isFirst = before(payerOf(payment))?.['first'] === payment.paymentId;
    return { ...doc, payers: numberOf(doc, 'payers') + (isFirst ? 1 : 0) };
  },
};

/** Projections of which one comes after the other. */
export const ORDERED_PROJECTIONS: readonly Projection<Payment>[] = [PAYER_COUNTS, PAYERS];

/** Their collections. */
export const ORDERED_COLLECTIONS: readonly CollectionSpec[] = [
  { name: PAYERS.collection, indexes: [] },
  { name: PAYER_COUNTS.collection, indexes: [] },
];

function payerOf({ account, offset }: Payment): string {
  return `${account}/payer-${String(offset % 11)}`;
}

/** Both of them. */
export const SAMPLE_PROJECTIONS: readonly Projection<Payment>[] = [BALANCES, PAYMENTS];

/** Their collections. */
export const SAMPLE_COLLECTIONS: readonly CollectionSpec[] = [
  {
    name: 'balance_v1',
    indexes: [
      {
        name: 'by_count',
        fields: [
          { field: 'org', order: 1 },
          { field: 'count', order: -1 },
        ],
      },
      {
        name: 'by_sum',
        fields: [
          { field: 'org', order: 1 },
          { field: 'sum', order: 1 },
        ],
      },
    ],
  },
  {
    name: 'payment_v1',
    indexes: [
      {
        name: 'by_account',
        fields: [
          { field: 'org', order: 1 },
          { field: 'account', order: 1 },
          { field: 'amount', order: -1 },
        ],
      },
    ],
  },
];

/** `count` payments of one partition, spread over a few accounts. */
export function payments(count: number, from = 0, partition = 0): readonly Payment[] {
  return Array.from({ length: count }, (_, at) => {
    const offset = from + at;
    return {
      type: 'Paid',
      topic: 'sample',
      partition,
      generation: 'g1',
      offset,
      account: `account-${String(offset % 7)}`,
      amount: (offset % 13) + 1,
      paymentId: `p${String(partition)}-${String(offset).padStart(6, '0')}`,
    };
  });
}

function numberOf(doc: Doc | null, field: string): number {
  const value = doc?.[field];
  return typeof value === 'number' ? value : 0;
}
