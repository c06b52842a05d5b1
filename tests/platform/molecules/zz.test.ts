import { test } from 'vitest'
import { adsorbateFromSmiles } from '../../../src/platform/molecules/smiles'
test('x', () => {
  for (const smi of ['*CO','*C(*)(*)C','[*]C[*]','*O','[OH2:1]','O','[C-:1]#[O+]','[C]=O','*C=O','OC(=O)*','*[O]','[CH2]*','xx','C.C','*','*c1ccccc1','[Pt]','','*S','*C#N','*=C','C[C@H](O)*','[*:1]CO','[H][H]','[H]','*[H]','[CH2:1]=[CH2:1]','N#N','[CH3]','C[N+](=O)[O-]','O=C=O','C(*)C(*)','NCCS','*1CC1','c1ccccc1','C1=CC','**','*C*','FC(F)(F)*','CP(C)C','[Na]Cl','O=S=O','*N=O','*[Si]']) {
    try { const a = adsorbateFromSmiles(smi); console.log(smi, a.structure.numbers.join(' '), 'bind', a.bindingAtoms, Array.from(a.structure.positions.slice(0,9),x=>x.toFixed(2)).join(' ')) } catch (e) { console.log(smi, String(e)) }
  }
})
