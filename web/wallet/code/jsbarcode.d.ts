// The package types only its front, which brings twenty other symbologies along; this is the one encoder we need.
declare module 'jsbarcode/bin/barcodes/CODE128/CODE128_AUTO.js' {
  interface Encoder {
    encode: () => { data: string }
  }
  const module: { default: new (digits: string, options: object) => Encoder }
  export default module
}
