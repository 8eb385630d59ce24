using Unroll.Data;
using Unroll.Recipes;

namespace Unroll.Tests.Recipes;

public sealed class QuizSessionTests
{
    private static readonly LabelSet Languages = new(["Scottish", "Spanish", "Swedish"]);

    private static LabeledText Unbalanced() =>
        new(
        [
            .. Enumerable.Range(0, 50).Select(i => new LabeledItem($"a{i}", 0)),
            .. Enumerable.Range(0, 2).Select(i => new LabeledItem($"b{i}", 1)), new LabeledItem("c", 2),
        ], Languages);

    [Fact]
    public void EveryLabelIsAskedForEquallyOften()
    {
        var quiz = new QuizSession(Unbalanced(), null, seed: 1);
        string[] answers = [.. Enumerable.Range(0, 30).Select(_ => quiz.Next().Answer)];
        Assert.All(Languages, label => Assert.Equal(10, answers.Count(a => a == label)));
    }

    [Fact]
    public void NoTextComesTwiceBeforeAllOfItsLabelHaveCome()
    {
        var quiz = new QuizSession(Unbalanced(), null, seed: 1);
        string[] rare = [.. Enumerable.Range(0, 12).Select(_ => quiz.Next()).Where(q => q.Answer == "Spanish").Select(q => q.Text)];
        Assert.Equal(4, rare.Length);
        Assert.NotEqual(rare[0], rare[1]);
        Assert.NotEqual(rare[2], rare[3]);
    }

    [Theory]
    [InlineData("scottish", "Scottish")]
    [InlineData(" SP ", "Spanish")]
    [InlineData("sw", "Swedish")]
    public void CaseDoesNotMatterAndAUniqueStartIsEnough(string typed, string understood)
    {
        var quiz = new QuizSession(Unbalanced(), null, seed: 1);
        quiz.Next();
        Assert.Equal(understood, quiz.Answer(typed).Chosen);
    }

    [Theory]
    [InlineData("s", "Scottish or Spanish or Swedish")]
    [InlineData("Dutch", "none of")]
    [InlineData("", "none of")]
    public void WhatFitsNoneOrSeveralIsRefusedAndTheQuestionStaysOpen(string typed, string message)
    {
        var quiz = new QuizSession(Unbalanced(), null, seed: 1);
        QuizQuestion question = quiz.Next();
        Assert.Contains(message, Assert.Throws<UnrollException>(() => quiz.Answer(typed)).Message, StringComparison.Ordinal);
        Assert.True(quiz.Answer(question.Answer).Correct);
        Assert.Equal(new QuizScore(1, 1), quiz.Player);
    }

    [Fact]
    public void ScoresRunForThePlayerAndTheModel()
    {
        LabeledText names = PretrainedModels.HeldOut("surnames");
        var model = PretrainedModels.Load("surnames");
        var quiz = new QuizSession(names, model, seed: 3);
        int right = 0, modelRight = 0;
        for (int i = 0; i < 36; i++)
        {
            QuizQuestion question = quiz.Next();
            QuizReply reply = quiz.Answer(i % 2 == 0 ? question.Answer : "Arabic");
            right += i % 2 == 0 || question.Answer == "Arabic" ? 1 : 0;
            modelRight += model.Predict(question.Text).Label == question.Answer ? 1 : 0;
            Assert.Equal(model.Predict(question.Text).Label, reply.ModelAnswer);
            Assert.InRange(reply.ModelProbability, 1f / 18, 1f);
        }

        Assert.Equal(new QuizScore(right, 36), quiz.Player);
        Assert.Equal(new QuizScore(modelRight, 36), quiz.Model);
    }

    [Fact]
    public void TheSameSeedAsksTheSame()
    {
        var one = new QuizSession(Unbalanced(), null, seed: 5);
        var two = new QuizSession(Unbalanced(), null, seed: 5);
        Assert.Equal(Enumerable.Range(0, 20).Select(_ => one.Next().Text), Enumerable.Range(0, 20).Select(_ => two.Next().Text));
    }

    [Fact]
    public void AnAnswerWithoutAQuestionIsAMistakeOfTheCaller() =>
        Assert.Throws<InvalidOperationException>(() => new QuizSession(Unbalanced(), null, seed: 1).Answer("Spanish"));
}
