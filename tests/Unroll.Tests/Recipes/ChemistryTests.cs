using Unroll.Data;
using Unroll.Recipes;

namespace Unroll.Tests.Recipes;

public sealed class ChemistryTests
{
    [Theory]
    [InlineData(1, "meth")]
    [InlineData(9, "non")]
    [InlineData(10, "dec")]
    [InlineData(11, "undec")]
    [InlineData(12, "dodec")]
    [InlineData(20, "icos")]
    [InlineData(21, "henicos")]
    [InlineData(22, "docos")]
    [InlineData(23, "tricos")]
    [InlineData(30, "triacont")]
    [InlineData(31, "hentriacont")]
    [InlineData(37, "heptatriacont")]
    [InlineData(100, "hect")]
    [InlineData(101, "henhect")]
    [InlineData(132, "dotriacontahect")]
    [InlineData(199, "nonanonacontahect")]
    [InlineData(210, "decadict")]
    [InlineData(468, "octahexacontatetract")]
    [InlineData(486, "hexaoctacontatetract")]
    [InlineData(999, "nonanonacontanonact")]
    public void Stems_are_iupacs(int carbons, string stem) => Assert.Equal(stem, ChemicalNames.Stem(carbons));

    [Theory]
    [InlineData("CH_{4}", "methane")]
    [InlineData("C_{4}H_{10}", "butane")]
    [InlineData("C_{6}H_{14}O", "hexan-1-ol")]
    [InlineData("C_{8}H_{16}O_{2}", "octanoic acid")]
    [InlineData("C_{3}H_{7}Br", "1-bromopropane")]
    [InlineData("C_{5}H_{12}O_{2}", "pentane-1,5-diol")]
    [InlineData("C_{4}H_{9}NO", "butanamide")]
    [InlineData("C_{2}H_{3}N", "ethanenitrile")]
    [InlineData("C_{4}H_{4}N_{2}", "butanedinitrile")]
    [InlineData("C_{2}H_{2}O_{4}", "ethanedioic acid")]
    public void Names_follow_the_formula(string formula, string name) =>
        Assert.Equal(name, ChemicalNames.All().Single(p => p.Source == formula).Target);

    [Fact]
    public void A_formula_has_one_name_and_a_name_one_formula()
    {
        TextPairs all = ChemicalNames.All();
        Assert.Equal(all.Count, all.Sources.Distinct().Count());
        Assert.Equal(all.Count, all.Targets.Distinct().Count());
        Assert.All(all, p => Assert.True(ChemicalFormula.IsValid(p.Source)));
        Assert.InRange(all.Count, 20_900, 20_979);
    }

    [Theory]
    [InlineData("C", "CH_{4}")]
    [InlineData("CCO", "C_{2}H_{6}O")]
    [InlineData("c1ccccc1", "C_{6}H_{6}")]
    [InlineData("c1ccncc1", "C_{5}H_{5}N")]
    [InlineData("c1cc[nH]c1", "C_{4}H_{5}N")]
    [InlineData("c1ccsc1", "C_{4}H_{4}S")]
    [InlineData("c1ccc2ccccc2c1", "C_{10}H_{8}")]
    [InlineData("Cc1occc1C(=O)Nc2ccccc2", "C_{12}H_{11}NO_{2}")]
    [InlineData("COP(=S)(OC)Oc1ccc(N(=O)=O)c(C)c1", "C_{9}H_{12}NO_{5}PS")]
    [InlineData("CC(=O)O", "C_{2}H_{4}O_{2}")]
    [InlineData("N#Cc1ccccc1", "C_{7}H_{5}N")]
    [InlineData("ClC(Cl)(Cl)Cl", "CCl_{4}")]
    [InlineData("Cn1cnc2n(C)c(=O)n(C)c(=O)c12", "C_{8}H_{10}N_{4}O_{2}")]
    [InlineData("CN1C(=O)N(C)c2ncn(C)c2C1=O", "C_{8}H_{10}N_{4}O_{2}")]
    [InlineData("[O-][N+](=O)c1ccccc1", "C_{6}H_{5}NO_{2}")]
    [InlineData("O=C1CCCCC1", "C_{6}H_{10}O")]
    [InlineData("CS(=O)(=O)C", "C_{2}H_{6}O_{2}S")]
    [InlineData("C1CC%10CC1C%10", "C_{6}H_{10}")]
    public void Smiles_give_the_formula(string smiles, string formula) =>
        Assert.Equal(formula, ChemicalFormula.Write(Smiles.Atoms(smiles)));

    [Theory]
    [InlineData("CC(C")]
    [InlineData("C1CC")]
    [InlineData("CC)")]
    [InlineData("Xy")]
    [InlineData("[C")]
    public void What_is_not_smiles_is_named(string smiles) =>
        Assert.Contains("not SMILES", Assert.Throws<UnrollException>(() => Smiles.Atoms(smiles)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("C_{4}H_{10}", true)]
    [InlineData("C_{4H_{10}", false)]
    [InlineData("C_{0}", false)]
    [InlineData("", false)]
    [InlineData("c_{2}", false)]
    public void Latex_is_checked(string text, bool valid) => Assert.Equal(valid, ChemicalFormula.IsValid(text));
}
