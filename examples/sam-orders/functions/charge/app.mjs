/** Charges a card; the key makes a second attempt the same charge. */
export async function handler({ orderId, amount }) {
  if (!(amount > 0)) {
    const error = new Error(`the amount is ${amount}; expected a number above 0`)
    error.name = 'InvalidAmount'
    throw error
  }
  return { charge: `${process.env.STAGE}-${orderId}`, amount, currency: process.env.CURRENCY }
}
