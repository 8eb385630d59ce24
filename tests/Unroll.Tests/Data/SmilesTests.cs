using Unroll.Data;

namespace Unroll.Tests.Data;

public sealed class SmilesTests
{
    // Written from knowledge of the notation: the first are everyday substances.
    [Theory]
    [InlineData("O")]
    [InlineData("CCO")]
    [InlineData("CC(=O)Oc1ccccc1C(=O)O")]
    [InlineData("CN1C=NC2=C1C(=O)N(C)C(=O)N2C")]
    [InlineData("Cn1cnc2c1c(=O)n(C)c(=O)n2C")]
    [InlineData("c1ccc2ccccc2c1")]
    [InlineData("c1cc[nH]c1")]
    [InlineData("c1ccoc1")]
    [InlineData("c1ccsc1")]
    [InlineData("n1ccccc1")]
    [InlineData("[O-][N+](=O)c1ccccc1")]
    [InlineData("CN(=O)=O")]
    [InlineData("CN=N#N")]
    [InlineData("c1cC2C(=O)NC(=O)C2cc1")]
    [InlineData("CS(=O)(=O)C")]
    [InlineData("OP(=O)(O)O")]
    [InlineData("FC(F)(F)C#N")]
    [InlineData("ClC(Cl)=C(Cl)Cl")]
    [InlineData("N[C@@H](C)C(=O)O")]
    [InlineData("F/C=C/F")]
    [InlineData("[Na+].[Cl-]")]
    [InlineData("C%12CCCCC%12")]
    [InlineData("C1CC2CC1CC2")]
    [InlineData("[13CH4]")]
    [InlineData("c1ccc(cc1)-c2ccccc2")]
    [InlineData("O=c1cc[nH]cc1")]
    [InlineData("c1ccc2[nH]ccc2c1")]
    [InlineData("[O-]S(=O)(=O)[O-]")]
    public void WhatSpellsAMolecule(string smiles) => Assert.Null(Smiles.Problem(smiles));

    [Theory]
    [InlineData("", "empty")]
    [InlineData("C(", "character 2: this branch is never closed")]
    [InlineData("CC)C", "character 3: no branch is open")]
    [InlineData("C()C", "branch is empty")]
    [InlineData("(C)C", "needs an atom before it")]
    [InlineData("C1CC", "character 2: this ring is never closed")]
    [InlineData("C11", "fewer than three")]
    [InlineData("C12CC12", "fewer than three")]
    [InlineData("1CC1", "a ring needs an atom")]
    [InlineData("C=1CCC#1", "different bonds")]
    [InlineData("C%1C", "two digits")]
    [InlineData("CC=", "leads nowhere")]
    [InlineData("C==C", "needs an atom before it")]
    [InlineData("=C", "needs an atom before it")]
    [InlineData("C(=)C", "leads nowhere")]
    [InlineData("C.", "nothing follows the dot")]
    [InlineData("[CH3", "never closed")]
    [InlineData("[Qq]", "expected an element")]
    [InlineData("[C?]", "no place in a bracket")]
    [InlineData("CX", "no atom is written")]
    [InlineData("C(C)(C)(C)(C)C", "character 1: C has 5 bonds, at most 4")]
    [InlineData("FF(C)", "F has 2 bonds")]
    [InlineData("O(C)(C)C", "O has 3 bonds")]
    [InlineData("N(C)(C)(C)C", "N has 4 bonds")]
    [InlineData("c1ccccc1c", "outside of a ring")]
    [InlineData("c1cccc1", "cannot be placed")]
    [InlineData("cc", "outside of a ring")]
    [InlineData("c1ccncc1=C(C)C=c", "outside of a ring")]
    [InlineData("n1cccc1", "cannot be placed")]
    [InlineData("c1(C)(C)ccccc1", "cannot be placed")]
    public void WhatDoesNotSaysWhereAndWhy(string smiles, string problem) =>
        Assert.Contains(problem, Smiles.Problem(smiles) ?? "valid", StringComparison.Ordinal);

    [Fact]
    public void AtomsAreCountedWithTheHydrogensThatAreNotWritten()
    {
        IReadOnlyDictionary<string, int> caffeine = Smiles.Atoms("Cn1cnc2c1c(=O)n(C)c(=O)n2C");
        Assert.Equal((8, 10, 4, 2), (caffeine["C"], caffeine["H"], caffeine["N"], caffeine["O"]));
        Assert.Equal(["C", "Cl"], Smiles.Atoms("ClC(Cl)(Cl)Cl").Keys.Order());
    }

    [Fact]
    public void EveryRealMoleculeIsOne()
    {
        string? root = Environment.GetEnvironmentVariable("UNROLL_DATA");
        string file = Path.Combine(root ?? "", "molecules_esol", "delaney-processed.csv");
        Assert.SkipUnless(File.Exists(file), "UNROLL_DATA has no molecules_esol");
        string[] wrong = [.. CsvColumns.Read(file, "smiles").Select(r => r[0]).Where(s => !Smiles.IsValid(s)).Select(s => $"{s}: {Smiles.Problem(s)}")];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }
}
