/**
 * Which POTCAR each element takes. Names only: the files are licensed and are not here.
 * OC20 used ASE's `minimal` setups (its `Vasp(pp='PBE')` default); OC22 the Materials Project's choice with W_sv (PBE_54).
 */

const OC20: Readonly<Record<string, string>> = {
  K: 'K_pv', Ca: 'Ca_pv', Rb: 'Rb_pv', Sr: 'Sr_sv', Y: 'Y_sv', Zr: 'Zr_sv', Nb: 'Nb_pv', Cs: 'Cs_sv', Ba: 'Ba_sv', Fr: 'Fr_sv', Ra: 'Ra_sv', Sc: 'Sc_sv',
}

/** pymatgen's MPRelaxSet.yaml (Jain et al., Comput. Mater. Sci. 50, 2295 (2011)); elements not listed take their own name. */
const OC22: Readonly<Record<string, string>> = {
  Ba: 'Ba_sv', Be: 'Be_sv', Ca: 'Ca_sv', Cr: 'Cr_pv', Cs: 'Cs_sv', Cu: 'Cu_pv', Dy: 'Dy_3', Er: 'Er_3', Fe: 'Fe_pv', Ga: 'Ga_d', Ge: 'Ge_d', Hf: 'Hf_pv', Ho: 'Ho_3',
  In: 'In_d', K: 'K_sv', Li: 'Li_sv', Lu: 'Lu_3', Mg: 'Mg_pv', Mn: 'Mn_pv', Mo: 'Mo_pv', Na: 'Na_pv', Nb: 'Nb_pv', Nd: 'Nd_3', Ni: 'Ni_pv', Os: 'Os_pv', Pb: 'Pb_d',
  Pm: 'Pm_3', Pr: 'Pr_3', Rb: 'Rb_sv', Re: 'Re_pv', Rh: 'Rh_pv', Ru: 'Ru_pv', Sc: 'Sc_sv', Sm: 'Sm_3', Sn: 'Sn_d', Sr: 'Sr_sv', Ta: 'Ta_pv', Tb: 'Tb_3', Tc: 'Tc_pv',
  Ti: 'Ti_pv', Tl: 'Tl_d', Tm: 'Tm_3', V: 'V_pv', W: 'W_sv', Y: 'Y_sv', Yb: 'Yb_3', Zr: 'Zr_sv',
}

/** POTCAR names in the order of POSCAR's species. */
export const potcarNames = (symbols: readonly string[], recipe: 'oc20' | 'oc22'): string[] => symbols.map((s) => (recipe === 'oc20' ? OC20 : OC22)[s] ?? s)
