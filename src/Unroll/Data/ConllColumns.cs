namespace Unroll.Data;

/// <summary>Which columns of a CoNLL file are read, counted from 1; null for what the file suggests.</summary>
/// <param name="Word">The column of the word: the first, in CoNLL-U the second.</param>
/// <param name="Tag">The column of the tag: the last, in CoNLL-U the fourth (UPOS).</param>
public sealed record ConllColumns(int? Word = null, int? Tag = null);
