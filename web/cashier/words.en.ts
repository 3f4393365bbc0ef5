import type { Words } from './words.zh.ts'

const unreached = {
  title: 'Not connected for now',
  why: 'The order is untouched and no money moved. Check the network and try again.',
}

export const en: Words = {
  name: 'Tongbao',
  title: 'Cashier',
  loading: 'Reading the order…',
  order: 'Order',
  to: 'Pay to',
  subject: 'For',
  outTradeNo: 'Order number',
  ways: 'Ways to pay',
  retry: 'Try again',
  unreadable: 'The order cannot be read',
  disturbed: 'The network is shaky. Reconnecting…',
  safety: (host) => `You are paying at ${host}. Tell nobody your payment password.`,
  scan: {
    tab: 'Scan',
    here: 'Open the wallet on this phone',
    or: 'or scan with another phone',
    code: 'Payment QR code, to be scanned with the wallet',
    how: 'Open the Tongbao wallet and tap “Scan”',
    scanned: 'Scanned',
    confirm: 'Check the amount on the phone and enter the password',
    again: 'Show the code again',
    waiting: 'Waiting for payment',
    left: (time) => `${time} left`,
    over: 'Time is up',
  },
  account: {
    tab: 'Account',
    phone: 'Mobile number',
    password: 'Payment password',
    pay: (amount) => `Pay ${amount}`,
    paying: 'Paying…',
    hint: 'Pays from the balance of this account. You are not kept logged in.',
    missing: {
      phone: 'Please enter the 11 digits of a mobile number.',
      password: 'Please enter the six digits of your payment password.',
    },
  },
  refused: {
    wrong: 'Number or payment password is wrong. No money moved. Check them and try again.',
    left: (count) => (count === 1 ? 'One try is left.' : `${count} tries are left.`),
    locked: (time) =>
      `Too many wrong tries. No money moved. Try again in ${time}, or pay by scanning.`,
    unlocked: 'You can try again now.',
    unknown: 'It is not known yet whether you paid. This page keeps asking: do not pay again.',
  },
  paid: {
    title: 'Paid',
    already: 'This order is paid already',
    at: 'Paid at',
    tradeNo: 'Trade number',
    back: 'Back to the shop',
    leaving: (seconds, host) => `Going back to ${host} in ${seconds} s`,
    stay: 'Stay here',
    stays: (host) => `Leads to ${host}`,
    close: 'The shop has been told. You may close this page.',
  },
  closed: {
    title: 'Order closed',
    why: 'The shop took this order back. No money moved. Order again if you need it.',
    refunded: 'All of this order was refunded. The money is back where it came from.',
  },
  expired: {
    title: 'Order expired',
    why: 'The time to pay is over. No money moved. Go back to the shop and order again.',
  },
  missing: {
    TRADE_NOT_EXIST: {
      title: 'There is no such order',
      why: 'The address may be incomplete. No money moved. Go back to the shop and pay from there.',
    },
    CONTEXT_INCONSISTENT: {
      title: 'The order has changed',
      why: 'The shop changed what this order is. No money moved. Go back to the shop and pay from there.',
    },
    MERCHANT_SUSPENDED: {
      title: 'The shop is not taking payments',
      why: 'No money moved. Contact the shop, or pay another way.',
    },
    BUSY: {
      title: 'The system is busy',
      why: 'Nothing was done, no money moved. Try again in a few seconds.',
    },
    OFFLINE: unreached,
    TIMEOUT: unreached,
    UNAVAILABLE: unreached,
  },
}
