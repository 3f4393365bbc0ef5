// The package types only its front, which brings twenty other symbologies along; this is the one
// encoder we need.
declare module 'jsbarcode/bin/barcodes/CODE128/index.js' {
  export const CODE128: new (text: string, options: object) => { encode: () => { data: string } }
}
