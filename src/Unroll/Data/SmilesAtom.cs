namespace Unroll.Data;

/// <summary>An atom of a SMILES string.</summary>
/// <param name="Element">The element.</param>
/// <param name="Aromatic">Whether it is written in small letters.</param>
/// <param name="IsBracket">Whether it stands in brackets, with its hydrogens said.</param>
/// <param name="Hydrogens">Hydrogens said in brackets.</param>
/// <param name="Charge">The charge.</param>
/// <param name="Place">Where it begins, from 1.</param>
internal readonly record struct SmilesAtom(string Element, bool Aromatic, bool IsBracket, int Hydrogens, int Charge, int Place);

/// <summary>A bond of a SMILES string; an aromatic one counts once here.</summary>
/// <param name="From">An atom.</param>
/// <param name="To">The other.</param>
/// <param name="Order">1 to 4.</param>
/// <param name="Aromatic">Whether it lies between two aromatic atoms without a sign of its own, or is written as a colon.</param>
internal readonly record struct SmilesBond(int From, int To, int Order, bool Aromatic);
