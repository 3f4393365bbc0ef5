/** A shop of the demo town, with all that stands in it. Everything here is public. */
export type Shop = { name: string; app: string; stores: readonly ShopStore[] }
export type ShopStore = { name: string; terminals: readonly ShopTerminal[] }
export type ShopTerminal = { name: string; staff: readonly Clerk[] }
export type Clerk = {
  login: string
  password: string
  name: string
  role: 'cashier' | 'supervisor' | 'owner'
}

const clerk = (login: string, name: string, role: Clerk['role'] = 'cashier'): Clerk => ({
  login,
  name,
  role,
  password: `${login}-town`,
})

export const shops: readonly Shop[] = [
  {
    name: '百家福超市',
    app: '超市收银系统',
    stores: [
      {
        name: '人民路店',
        terminals: [
          {
            name: '1号收银台',
            staff: [clerk('market1', '刘芳'), clerk('market-lead', '孙建国', 'supervisor')],
          },
          { name: '2号收银台', staff: [clerk('market2', '何静')] },
        ],
      },
      {
        name: '大学城店',
        terminals: [{ name: '1号收银台', staff: [clerk('market3', '吴磊')] }],
      },
    ],
  },
  {
    name: '第一食堂',
    app: '食堂点餐系统',
    stores: [
      {
        name: '一楼大厅',
        terminals: [
          {
            name: '面食窗口',
            staff: [clerk('canteen1', '马师傅'), clerk('canteen-lead', '郑秀英', 'supervisor')],
          },
          { name: '盖饭窗口', staff: [clerk('canteen2', '黄师傅')] },
        ],
      },
    ],
  },
  {
    name: '清和书店',
    app: '书店收银系统',
    stores: [
      {
        name: '茶座与书架',
        terminals: [
          {
            name: '前台',
            staff: [clerk('books1', '沈书颜'), clerk('books-lead', '许清和', 'owner')],
          },
        ],
      },
    ],
  },
]
